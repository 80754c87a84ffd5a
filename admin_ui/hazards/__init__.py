"""A plant's hazards: the list, one with the form of its next step, new ones."""
