"""Quality and speed, side by side with the plain tools; printed as tables and written as JSON."""
