"""How quick the review page is with a million leads."""
