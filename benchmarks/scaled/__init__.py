"""What matching, keeping and queueing cost on one and two workers, and what that says of many."""
