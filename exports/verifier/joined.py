"""verify.py: the modules of the verifier as one file that anyone can read and run."""

import re
from pathlib import Path

HERE = Path(__file__).parent
MODULES = ("curve", "container", "contents", "records", "verdict")  # each after those that it imports
_IMPORT = re.compile(r"^(?:import|from) .*\n", re.MULTILINE)
_DOC = re.compile(r'\A"""(.*?)"""\n', re.DOTALL)


def verify_py() -> str:
    """The text of verify.py: one docstring, the imports of all modules, then their bodies in order."""
    texts = [(HERE / f"{name}.py").read_text(encoding="utf-8") for name in MODULES]
    docs = [_DOC.match(text) for text in texts]
    bodies = [_DOC.sub("", text) for text in texts]
    lines = {line for body in bodies for line in _IMPORT.findall(body)}
    future = "from __future__ import annotations\n"
    outside = sorted(lines - {future}, key=lambda line: (line.startswith("from"), line))
    imports = "".join(line for line in outside if not line.startswith("from exports."))
    parts = [
        f"# {doc[1].splitlines()[0]}\n\n\n{_IMPORT.sub('', body).strip()}\n"
        for doc, body in zip(docs, bodies, strict=True)
        if doc
    ]
    last = docs[-1]
    assert last is not None
    return f"#!/usr/bin/env python3\n{last[0]}\n{future}\n{imports}\n" + "\n\n".join(parts)
