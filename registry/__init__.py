"""What is protected: the registry, imported as a whole or not at all."""
