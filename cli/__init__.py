"""The command line: thin verbs; each says what to do when something is wrong."""

from cli.app import main

__all__ = ["main"]
