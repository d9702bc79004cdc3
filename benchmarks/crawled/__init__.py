"""A crawl measured: a shop on loopback, a bare spider, and the whole sweep."""
