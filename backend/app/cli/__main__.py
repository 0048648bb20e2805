"""`python -m app.cli` is `pharmarec`."""

from app.cli import main

main()
