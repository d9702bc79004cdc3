"""Copies of an installation: database, evidence and what else cannot be made anew; verified, and put back."""
