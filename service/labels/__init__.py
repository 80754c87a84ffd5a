"""Labels of many risk units: printed at once where they are few, in parts behind the page where they are many."""
