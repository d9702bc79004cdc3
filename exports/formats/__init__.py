"""One file a format; each holds one `Format`."""
