"""How alike a listing and a right are: pure functions of what they are given."""
