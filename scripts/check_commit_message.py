"""Refuse a commit whose first line is not `area: Imperative sentence.` of at most 72 characters."""

import re
import sys
from pathlib import Path

SUBJECT = re.compile(r"^[a-z][a-z0-9-]*: [A-Z0-9`\"/.].*\.$")
MADE_BY_GIT = ("Merge ", "Revert ", "fixup! ", "squash! ")
LONGEST = 72


def problem(message: str) -> str | None:
    """What is wrong with a message; None when nothing is."""
    subject, *body = message.splitlines() or [""]
    if subject.startswith(MADE_BY_GIT):
        return None
    if not SUBJECT.match(subject):
        return "Begin with `area: Imperative sentence.`, for example `stock: Skip expired batches.`"
    if len(subject) > LONGEST:
        return f"The first line has {len(subject)} characters; {LONGEST} is the most."
    if body and body[0].strip() and not body[0].startswith("#"):
        return "Leave the second line empty."
    return None


if __name__ == "__main__":
    sys.exit(problem(Path(sys.argv[1]).read_text(encoding="utf-8")))
