"""One file a format of official data; each holds one `Importer`."""
