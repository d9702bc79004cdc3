"""Numbers for monitoring, computed from what the house stores: nothing is counted in a process, so any number of
processes may be asked, and all say the same."""
