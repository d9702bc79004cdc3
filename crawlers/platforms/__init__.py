"""Base classes: how a kind of shop is read. One file each."""
