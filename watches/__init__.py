"""What holders and the office are told: watch lists, digests, alerts, and the log of what was delivered."""
