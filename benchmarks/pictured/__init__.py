"""Picture matching measured: alterations, trials, speed."""
