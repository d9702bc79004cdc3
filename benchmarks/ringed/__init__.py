"""A made-up market with planted rings of sellers, and how they are told apart."""
