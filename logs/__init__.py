"""What the house says of its own work: one JSON object a line, bound to run and source, without secrets."""
