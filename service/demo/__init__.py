"""The demo world: what a newcomer sees, made step by step through the commands that people use. Start at world.py."""
