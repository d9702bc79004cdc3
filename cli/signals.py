"""`markhound signals`: what the scores are made of."""

from typing import Annotated

import typer

from cli.output import show_json, show_table
from settings import Settings


def signals(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Lists every signal, what it means, and its weight in the scorer.

    Example: markhound signals
    """
    from flows.scorers import in_force
    from matching.circumstance import CircumstanceRule, circumstance_rules
    from matching.rule import Rule, rules

    scorer = in_force(Settings().data_dir, Settings().scorer)
    every: list[Rule | CircumstanceRule] = [*rules().values(), *circumstance_rules().values()]
    found = [(rule.name, rule.role.value, round(scorer.weight(rule.name), 2), rule.sentence) for rule in every]
    if json:
        show_json([dict(zip(("name", "role", "weight", "sentence"), row, strict=True)) for row in found])
        return
    show_table(f"scorer {scorer.name}", ("signal", "role", "weight", "what it means"), found)
