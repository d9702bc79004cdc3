"""JSONL for other programs: one whole object a line."""

import io
import json
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats.lead_jsonl import write
from tests.exports.decided import lead

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def objects(*notes: str) -> list[dict]:  # type: ignore[type-arg]
    file = io.BytesIO()
    assert write([lead(f"L-{n}", note=note) for n, note in enumerate(notes)], file) == len(notes)
    return [json.loads(line) for line in file.getvalue().decode("utf-8").split("\n")[:-1]]


@settings(deadline=None)
@given(st.lists(texts, max_size=3))
def test_every_lead_is_a_line_and_every_text_comes_back_whole(notes: list[str]) -> None:
    assert [found["decision"]["note"] for found in objects(*notes)] == notes


def test_a_line_holds_both_sides_the_signals_and_the_decision() -> None:
    (found,) = objects("看过")
    given_ = lead("L-0", note="看过")
    assert found["lead_id"] == given_.lead_id
    assert found["listing"]["title"] == given_.listing.title
    assert found["right"]["mark_text"] == given_.right.mark_text
    assert [(s["name"], s["role"], s["span"]) for s in found["signals"]] == [("mark_in_title", "main", [0, 7])]
    assert (found["decision"]["verdict"], found["decision"]["reviewer"]) == ("infringing", "Lin")
    assert (found["scorer"], found["evidence"], found["version"]) == ("table-1", "e" * 64, 1)
    assert datetime.fromisoformat(found["first_found"]) == given_.first_found


def test_pictures_are_named_by_file_and_proved_by_digest() -> None:
    (found,) = objects("")
    assert found["listing"]["images"] == ["b" * 64]
    assert found["right"]["images"] == ["logo"]
    assert [capture["digest"] for capture in found["listing"]["captures"]] == ["a" * 64, "b" * 64]
    assert all("location" not in capture for capture in found["listing"]["captures"])
    assert "/" not in "".join((*found["listing"]["images"], *found["right"]["images"]))
