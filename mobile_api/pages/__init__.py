"""What a phone shows: scan pages, checks, reports, claims, sign-in, verification."""
