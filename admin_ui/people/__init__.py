"""People, their roles, phones and invitations."""
