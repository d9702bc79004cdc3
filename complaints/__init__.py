"""What citizens and holders report: complaints, their receipts, and, kept apart, how to reach those who made them."""
