"""How gunicorn serves us: a thread is taken for a whole request alone, and health has a port of its own."""
