"""A town of a million listings: real titles, lawful uses of all kinds, and two infringing pairs in a thousand listings.

The sellers' language in `wording.py` was written from how shop titles are written and from what is known of the trade,
not from the tables that the signals read. What a phrase is drawn for depends on its half (`Part`): the fitting half
and the checked half share no phrase, no brand, no real title, and no substitute of a disguise.
"""
