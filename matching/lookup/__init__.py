"""Looking a registry up by what a person types or shows: names however disguised, parts of names, holders, pictures."""
