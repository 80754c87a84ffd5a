"""The phone's door: /s/ scan pages, /m/ sign-in, /r/ reports, /verify/, /api/v1/."""
