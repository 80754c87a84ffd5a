"""The rectification loop: a defect is reported, confirmed, rectified, accepted, closed. Start at rules.py."""
