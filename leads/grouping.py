"""Which leads are near-identical: those linked by a template or a picture, however long the chain of links."""

from collections.abc import Mapping

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from leads.facets import Facets
from leads.tables import QueueRow


def assign(session: Session, leads: Mapping[str, Facets]) -> dict[str, str]:
    """The group of each of those leads. Groups that one of them links become one, of the smallest name.

    Args:
        session: writes; rows that link to the leads are looked up, and renamed where groups become one.
        leads: by id, those that are new or have another template or picture than before.
    """
    nodes = {key for one in leads.values() for key in (one.template_key, one.picture_key) if key}
    links = Links()
    for one in leads.values():
        links.join(one.template_key, one.picture_key or one.template_key)
    query = select(QueueRow.template_key, QueueRow.picture_key, QueueRow.group_key).where(
        or_(QueueRow.template_key.in_(nodes), QueueRow.picture_key.in_(nodes)), QueueRow.lead_id.not_in(leads)
    )
    names: set[str] = set()
    for template, picture, group in session.execute(query.distinct()):
        names.add(group)
        links.join(group, template)
        links.join(group, picture or template)
    named: dict[str, str] = {}
    for name in sorted(names):
        named.setdefault(links.root(name), name)
    for name in sorted(names):
        if named[links.root(name)] != name:
            renamed = update(QueueRow).where(QueueRow.group_key == name).values(group_key=named[links.root(name)])
            session.execute(renamed)
    # A new group takes the smallest of its templates, so that its name does not hang on who came first.
    for one in sorted(leads.values(), key=lambda facets: facets.template_key):
        named.setdefault(links.root(one.template_key), one.template_key)
    return {name: named[links.root(one.template_key)] for name, one in leads.items()}


class Links:
    """Union-find over keys (Tarjan 1975, with halved paths)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, key: str) -> str:
        """The key that stands for all that are linked to this one."""
        while (above := self._above.setdefault(key, key)) != key:
            self._above[key] = self._above.setdefault(above, above)
            key = self._above[key]
        return key

    def join(self, one: str, other: str) -> None:
        """Links two keys."""
        self._above[self.root(one)] = self.root(other)
