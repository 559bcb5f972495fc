"""`python -m app`: the command line, where the package is not installed."""

from app.cli import main

main()
