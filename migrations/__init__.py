"""Numbered migrations for both databases. They never import models."""
