"""One file a signal of circumstances; each holds one `CircumstanceRule`."""
