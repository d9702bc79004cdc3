"""What every workbook of ours is made with: text from outside is never a formula, a link or a number."""

INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of xlsxwriter."""
