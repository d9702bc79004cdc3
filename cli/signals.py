"""`markhound signals`: what the scores are made of."""

from typing import Annotated

import typer

from cli.output import show_json, show_table


def signals(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Lists every signal, what it means, and its weight in the scorer.

    Example: markhound signals
    """
    from matching.circumstance import circumstance_rules
    from matching.rule import rules
    from matching.score import MAINS, QUALIFIERS, SCORER

    weights = MAINS | QUALIFIERS
    every = (*rules().values(), *circumstance_rules().values())
    found = [(rule.name, rule.role.value, weights[rule.name], rule.sentence) for rule in every]
    if json:
        show_json([dict(zip(("name", "role", "weight", "sentence"), row, strict=True)) for row in found])
        return
    show_table(f"scorer {SCORER}", ("signal", "role", "weight", "what it means"), found)
