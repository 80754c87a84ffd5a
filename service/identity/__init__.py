"""People, organisations, roles and sign-in; who is looking (`Viewer`) is made here.

Start at rules.py: kinds, roles, and what a sign-in must hold to.
commands/      sign_in.py, proof.py (which secret is right, who waits after wrong ones), phones.py, browsers.py,
               invitations.py, tokens.py (what of all these is open, and how it ends), people.py, grants.py,
               certificates.py, organisations.py, account.py
queries/       signed_in.py finds a membership by session or device; people.py lists
secrets.py     tokens, passwords and PINs at rest; pins.py refuses the common ones
safeguards.py among the commands: what may not be done whoever asks, as letting the last manager go
Each of a browser, a session and a phone counts its own wrong guesses: nobody locks another out.
"""
