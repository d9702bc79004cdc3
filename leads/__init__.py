"""What awaits a person: the queue, its lifecycle and the decision log."""
