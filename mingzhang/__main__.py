"""`python -m mingzhang` is `mingzhang`."""

from mingzhang.flows.cli.app import main

main()
