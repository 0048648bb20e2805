"""People a pharmacy serves: sealed at rest, with consent, export and erasure."""
