"""What a reader knows that disguises rely on: look-alike, sound-alike, split, confusable and variant characters.

Each module loads one small data file beside it, once, on first use, and answers from memory. README.md names the
sources and licences; `tools/` holds the generators.
"""
