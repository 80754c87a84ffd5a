"""The verbs of the rectification loop. Each takes (viewer, hazard_id, form, act), from a bureau the plant besides."""
