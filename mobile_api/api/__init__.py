"""The phone's interface for apps."""
