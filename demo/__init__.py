"""A made-up town's market: rights, shops and the truth about them, for demonstrations, tests and benchmarks."""
