"""The words of the product (docs: DESIGN words table): frozen values, no I/O, standard library only."""
