"""The rows of `make bench`, in a module each: `ROWS` is what the registry reads."""
