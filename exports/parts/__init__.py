"""One file a part of a case pack; each holds one `Part`."""
