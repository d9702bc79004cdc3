"""One file a signal; each holds one `Rule`."""
