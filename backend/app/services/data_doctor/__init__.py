"""Values that cannot be right, each with the way to mend it."""
