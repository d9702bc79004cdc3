"""Which sellers are joined by what they share: pure but for tables.py and store.py."""
