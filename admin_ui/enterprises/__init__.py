"""Plants as a regulator lists them, and a plant's file for both sides."""
