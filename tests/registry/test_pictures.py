"""Pictures of rights: what cannot be compared later is refused at the door, in a sentence."""

import random
from pathlib import Path

import factories
import pytest

from registry.pictures import fault
from tests.registry.registry_file import bomb


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp", "avif", "bmp", "tif"])
def test_pictures_of_every_usual_format_are_taken(tmp_path: Path, ending: str) -> None:
    assert fault(str(factories.picture(tmp_path / f"logo.{ending}"))) == ""


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("absent.png", None, "not there"),
        ("text.png", b"not a picture", "cannot be read"),
        ("empty.png", b"", "cannot be read"),
        ("x" * 300 + ".png", None, "not there"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, name: str, data: bytes | None, says: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    message = fault(str(tmp_path / name))
    assert says in message
    assert name[:20] in message


def test_a_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.png")
    assert path.stat().st_size < 200_000
    assert "pixels" in fault(str(path))


def test_an_address_a_folder_and_a_giant_are_refused(tmp_path: Path) -> None:
    giant = tmp_path / "giant.png"
    with giant.open("wb") as file:
        file.truncate(30_000_001)
    assert "address" in fault("https://shop.example/logo.png")
    assert "not there" in fault(str(tmp_path))
    assert "bytes" in fault(str(giant))


@pytest.mark.parametrize("ending", ["ppm", "pcx", "tga", "eps"])  # PostScript would even start an interpreter
def test_formats_that_are_never_compared_are_refused(tmp_path: Path, ending: str) -> None:
    path = factories.picture(tmp_path / f"logo.{ending}")
    assert "cannot be read" in fault(str(path))


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp", "avif", "tif"])
def test_damage_anywhere_ends_in_a_sentence_or_a_picture(tmp_path: Path, ending: str) -> None:
    whole = factories.picture(tmp_path / f"logo.{ending}", size=(64, 48)).read_bytes()
    dice = random.Random(7)
    path = tmp_path / f"damaged.{ending}"
    outcomes = set()
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(dice.choice([1, 3, 20])):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data[: dice.randrange(len(data))] if dice.random() < 0.3 else data)
        outcomes.add(bool(fault(str(path))))
    assert True in outcomes
