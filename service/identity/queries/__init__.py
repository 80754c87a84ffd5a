"""Who is there, and who is looking."""
