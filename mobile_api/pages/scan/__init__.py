"""What a scanned label answers."""
