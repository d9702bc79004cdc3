"""What `markhound doctor` checks, one file a group; each check gives a sentence, or raises one that says what to do."""
