"""The tree over records: its root is RFC 6962's, and any records climb to it with the nodes that are named."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from evidence.merkle import Tree, inner, leaf, needed
from exports.verifier.records import climbed


def digests(count: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


def by_the_book(found: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: split at the largest power of two below the count."""
    if len(found) == 1:
        return leaf(found[0])
    half = 1 << (len(found) - 1).bit_length() - 1
    return inner(by_the_book(found[:half]), by_the_book(found[half:]))


def grown(found: list[bytes]) -> dict[tuple[int, int], bytes]:
    tree = Tree()
    nodes = {(0, place): leaf(digest) for place, digest in enumerate(found)}
    for digest in found:
        nodes |= {(level, place): node for level, place, node in tree.add(digest)}
    return nodes | {(level, place): node for level, place, node in tree.end()}


@given(st.integers(1, 200))
def test_the_root_is_that_of_the_book(count: int) -> None:
    nodes = grown(digests(count))
    assert nodes[max(nodes)] == by_the_book(digests(count))
    assert max(nodes) == ((count - 1).bit_length(), 0)


@given(st.data())
def test_records_climb_to_the_root_and_others_in_their_place_do_not(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 60))
    found = digests(count)
    nodes = grown(found)
    numbers = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    proof = {
        "records": [[number, 0, 0, found[number].hex()] for number in sorted(numbers)],
        "nodes": [[level, place, nodes[level, place].hex()] for level, place in needed(numbers, count)],
    }
    root = nodes[max(nodes)].hex()
    assert climbed(proof, count) == root
    one = data.draw(st.sampled_from(proof["records"]))
    one[3] = hashlib.sha256(b"forged").hexdigest()
    assert climbed(proof, count) != root


@given(st.integers(2, 60), st.data())
def test_a_record_does_not_climb_from_another_place_or_with_a_node_less(count: int, data: st.DataObject) -> None:
    found = digests(count)
    nodes = grown(found)
    number = data.draw(st.integers(0, count - 1))
    way = [[level, place, nodes[level, place].hex()] for level, place in needed({number}, count)]
    root = nodes[max(nodes)].hex()
    other = data.draw(st.integers(-1, count + 1).filter(lambda place: place != number))
    assert climbed({"records": [[other, 0, 0, found[number].hex()]], "nodes": way}, count) != root
    assert climbed({"records": [[number, 0, 0, found[number].hex()]], "nodes": way[1:]}, count) != root
