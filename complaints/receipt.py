"""Receipt numbers: drawn by chance, so that nobody can guess one or read anything out of it."""

import secrets

# Crockford's base 32: no I, L, O or U, so that a number can be read out over the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20  # characters of 5 bits: 100 bits
GROUP = 5
_READ = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u3000": None})


def new_receipt() -> str:
    """A number that nobody had before, such as "7K3QD-0M2XE-9VJ4T-RB8WZ"."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_receipt(text: str) -> str:
    """The number as it is kept, however a person writes it; "" where it can be none."""
    plain = text[:100].strip().upper().translate(_READ)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return ""
    return "-".join(plain[start : start + GROUP] for start in range(0, LENGTH, GROUP))
