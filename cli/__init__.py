"""The command line: thin verbs; each says what to do when something is wrong."""

import os

# Matching has a process for each core already; threads of numpy's own would only wait for one another. It asks for
# this when it is first imported, so it is said before anything else.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from cli.app import main

__all__ = ["main"]
