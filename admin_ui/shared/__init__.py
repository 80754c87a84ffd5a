"""What several nouns of the desk draw with: where one is, pickers, photos."""
