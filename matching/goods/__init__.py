"""What kind of goods or services a text offers: Nice and Locarno classes, each with a chance.

A table of goods terms (matching/tables/goods.tsv) and a classifier of letters (`classifier.npz`, fitted by
tools/fit_goods.py) are read together; `view` puts both into one answer about a listing, `scope` compares it with what
a right covers. README.md says what the numbers were made of and how good they are.
"""
