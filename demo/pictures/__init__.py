"""Drawn product photos, logos and designs. Everything is drawn from a seed, nothing is loaded from outside."""
