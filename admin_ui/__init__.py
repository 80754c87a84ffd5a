"""The desk's door: /e/ for plants, /g/ for regulators, /ops/ for the operator."""
