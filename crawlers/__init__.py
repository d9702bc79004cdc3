"""What is on sale: a Source goes in, Listings with their Captures come out (run.crawl)."""
