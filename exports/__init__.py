"""What leaves the house: confirmed leads, in one file a format."""
