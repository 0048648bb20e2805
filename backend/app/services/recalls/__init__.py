"""Recalls: which branches, stock and bills a batch reaches, and holding all of it in one call."""
