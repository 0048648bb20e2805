"""Load the demo pharmacy into the database of the settings, where it is not there yet: the same as `pharmarec seed`."""

from app.cli.serving import seed

if __name__ == "__main__":
    seed()
