"""`python -m cocau`: the command line, where no script is installed."""

from cocau.app.cli.main import main

main()
