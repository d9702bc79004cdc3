"""The verifier that every pack carries: written as modules, joined into one file that needs only Python's library."""
