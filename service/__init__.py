"""The business: rooms by noun of the trade. Start at README.md."""
