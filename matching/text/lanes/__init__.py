"""One file a way of writing a name; each holds one `Lane`."""
