"""Whether a document is genuine."""
