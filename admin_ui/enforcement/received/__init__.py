"""What a bureau found, as the plant reads and answers it."""
