"""Finding medicines that were entered twice, and merging them so that it can be undone."""
