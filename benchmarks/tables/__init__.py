"""What sellers substitute for what: written by hand, apart from anything that the matcher knows."""
