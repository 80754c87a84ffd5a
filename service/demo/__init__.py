"""The demo world: what a newcomer sees."""
