"""A document is sealed, handed over, made void; each within the command of the room that wrote it."""
