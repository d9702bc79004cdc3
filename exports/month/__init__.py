"""The report of a month: how far the loop is closed, as PDF and as a workbook."""
