"""Hazards in sight of a viewer. Start at lists.visible."""
