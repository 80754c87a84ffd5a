"""What became of a report, for whoever holds its claim code."""
