"""A plant's register of risks, and the labels that hang at its units."""
