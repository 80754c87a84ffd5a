"""A person's inbox. The words are written by the rooms' jobs. Start at models.py."""
