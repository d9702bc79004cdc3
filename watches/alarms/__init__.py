"""What the office is alerted of: a table of rules, incidents that begin and end, silences."""
