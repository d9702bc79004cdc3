"""Who may come in, what each may do and see, and the log of what they did and looked at."""
