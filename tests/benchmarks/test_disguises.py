"""Every disguise hides a name, always in the same way; the two halves share nothing; the arithmetic is right."""

import unicodedata
import zlib
from collections.abc import Mapping
from random import Random

import pytest

from benchmarks import corpus, growth, plain_tools
from benchmarks.corpus import Case, Mark, Title, title_in
from benchmarks.disguises import kinds
from benchmarks.disguises.han_sound import near
from benchmarks.kind import Script, script_of
from benchmarks.measures import Found, best, equal_at_top, recall, threshold
from benchmarks.names import Names, key
from benchmarks.substitutes import Part, Substitutes, substitutes

LATIN = ("Velmora Clarisse", "Bistrowa", "Rhonwick Telda", "Llumiso", "Cordwainer Osk")
HAN = ("薇尔莫拉", "云杉林", "好乐师傅", "晴湖", "明江", "清乐雅", "康茶")
TITLES = (
    "江河水林山清晴情请明名鸣铭湖胡狐云运允杉衫山珊师诗狮湿傅付福富好号浩乐了月越跃雅亚压薇微维尔儿耳莫末拉啦康茶查"
    * 20,
)
ALIASES = {"薇尔莫拉": ("Velmora",), "Velmora": ("薇尔莫拉",)}
ALL = kinds()


@pytest.fixture(scope="module")
def tables() -> Mapping[Part, Substitutes]:
    return {part: substitutes(part, TITLES, ALIASES) for part in Part}


def marks_of(name: str) -> tuple[str, ...]:
    return {Script.LATIN: LATIN, Script.HAN: HAN, Script.ANY: ("薇尔莫拉", "Velmora")}[ALL[name].script]


@pytest.mark.parametrize("name", ALL)
def test_every_disguise_changes_some_name_and_never_gives_one_back_as_it_was(
    name: str, tables: Mapping[Part, Substitutes]
) -> None:
    made = [
        (mark, ALL[name].apply(mark, Random(seed), tables[Part.ALL])) for mark in marks_of(name) for seed in range(20)
    ]
    written = [(mark, one) for mark, one in made if one is not None]
    assert written
    assert all(one and one != mark for mark, one in written)


@pytest.mark.parametrize("name", ALL)
def test_every_disguise_is_the_same_for_the_same_seed(name: str, tables: Mapping[Part, Substitutes]) -> None:
    for mark in marks_of(name):
        once, again = (ALL[name].apply(mark, Random(5), tables[Part.ALL]) for _ in range(2))
        assert once == again


@pytest.mark.parametrize("name", [name for name, kind in ALL.items() if kind.lossless])
def test_lossless_disguises_fold_back_with_unicode_alone(name: str, tables: Mapping[Part, Substitutes]) -> None:
    for mark in marks_of(name):
        for seed in range(30):
            written = ALL[name].apply(mark, Random(seed), tables[Part.ALL])
            assert written is None or folded(written) == folded(mark)


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")


@pytest.mark.parametrize("name", ALL)
def test_a_disguise_leaves_names_of_another_script_alone(name: str, tables: Mapping[Part, Substitutes]) -> None:
    others = {Script.LATIN: HAN, Script.HAN: LATIN, Script.ANY: ("Brenolt",)}[ALL[name].script]
    assert not [mark for mark in others if ALL[name].apply(mark, Random(1), tables[Part.ALL])]


def test_tune_and_check_share_no_mark_and_no_substitute(tables: Mapping[Part, Substitutes]) -> None:
    for mark in (*LATIN, *HAN):
        assert Part.TUNE.holds(mark) != Part.CHECK.holds(mark)
    tune, check, whole = (tables[part] for part in (Part.TUNE, Part.CHECK, Part.ALL))
    for field in ("cyrillic", "greek", "others", "shapes", "traditional", "sounds"):
        pairs = [
            {(char, other) for char, others in getattr(table, field).items() for other in others}
            for table in (tune, check, whole)
        ]
        assert pairs[0], field
        assert pairs[1], field
        assert not {other for _, other in pairs[0]} & {other for _, other in pairs[1]}, field
        assert pairs[0] | pairs[1] == pairs[2]
    assert not set(tune.splits) & set(check.splits)
    assert len(whole.splits) >= 150
    assert sum(map(len, whole.shapes.values())) >= 2 * 300


def test_dialects_confuse_what_they_confuse() -> None:
    assert "lai" in near("nai")
    assert "zi" in near("zhi")
    assert "xing" in near("xin")
    assert "hua" in near("fa")
    assert "fang" in near("huang")
    assert "nai" not in near("nai")


def test_the_threshold_lets_at_most_that_share_of_clean_titles_reach_it() -> None:
    scores = [0.9, 0.8, 0.7, *[0.1] * 1997]
    assert sum(score >= threshold(scores) for score in scores) == 2
    assert 0.7 < threshold(scores) < 0.70001
    assert threshold([0.5, 0.4], rate=0.0) > 0.5
    assert 0 < threshold([0.0] * 5000) < 1e-9, "no alarms at all: whatever is found counts"


def test_equal_scores_count_as_reached_so_a_plateau_costs_all_of_it() -> None:
    scores = [1.0] * 3 + [0.2] * 1997
    assert threshold(scores) > 1.0
    assert threshold([1.0] * 2 + [0.2] * 1998) < 0.3


def test_recall_counts_the_first_five_the_threshold_and_the_place() -> None:
    gold = frozenset({"r1"})
    cases = [Case(str(n), "xx abc xx", "shape", "abd", "abc", 3, gold) for n in range(4)]
    six = [Found(f"o{n}", 0.9) for n in range(5)]
    matches = {
        "0": [Found("r1", 0.9, start=3, end=6)],
        "1": [Found("o1", 0.9), Found("r1", 0.5, start=0, end=2)],
        "2": [*six, Found("r1", 0.9, start=3, end=6)],
    }
    found = recall(cases, matches, 0.6)
    assert (found.titles, found.first, found.above, found.placed) == (4, 2, 1, 1)
    assert found.first_share == 0.5
    assert best(cases, matches) == [0.9, 0.9, 0.9, 0.0]
    assert equal_at_top(cases, matches) == (1 / 3, 1.0)


def test_a_name_stands_in_a_title_by_words_or_inside_chinese() -> None:
    names = Names(["Velmora", "晴湖", "os"])
    assert names.standing("新款ＶＥＬ-mora鞋") == {"velmora"}
    assert names.standing("velmoras cosmos") == set()
    assert names.standing("velmora2026") == {"velmora"}
    assert names.standing("正品晴·湖茶") == {"晴湖"}
    assert key("晴 湖") == "晴湖"
    assert key("Vélmora") == "velmora"


def test_a_hidden_brand_is_nowhere_left_as_it_was() -> None:
    hidden = corpus.hide("Velmora shoes by velmora, Velmoras", "Velmora", "V3lmora")
    assert hidden == "V3lmora shoes by V3lmora, Velmoras"
    assert corpus.hide("晴湖abc茶", "晴湖", "qinghu") == "qinghu abc茶"
    assert corpus.hide("nothing here", "Velmora", "x") is None


def test_a_corpus_says_for_each_title_what_may_be_found(tables: Mapping[Part, Substitutes]) -> None:
    marks = [Mark(f"r{n}", (name,), {}) for n, name in enumerate((*LATIN, *HAN, "velmora clarisse"))]
    texts = [*(f"正品{name}新款" for name in HAN), *(f"new {name} shoes" for name in LATIN)]
    titles = [Title(text, name, "") for text, name in zip(texts, (*HAN, *LATIN), strict=True)]
    titles += [Title("普通毛巾", "", ""), Title("plain towel", "", ""), Title("plain Velmora Clarisse towel", "", "")]
    made = corpus.Corpus(marks, titles, Part.ALL, Random(1))
    made.choose(len(marks))
    cases = made.disguised([ALL["full_width"], ALL["symbol_inside"]], 8, tables[Part.ALL])
    assert {case.kind for case in cases} == {"full_width", "symbol_inside"}
    assert all(case.title[case.start :].startswith(case.written) for case in cases)
    assert all(any(case.mark == marks[int(right[1:])].names[0] for right in case.gold) for case in cases)
    assert made.gold("Velmora Clarisse") == {"r0", f"r{len(marks) - 1}"}, "the same name twice: either may be found"
    assert {case.title for case in made.clean(10)} == {"普通毛巾", "plain towel"}


def test_plain_tools_rank_as_they_should() -> None:
    marks = [Mark(f"r{n}", (name,), {}) for n, name in enumerate(("Velmora", "云杉林", "Bistrowa", "晴湖", "Llumiso"))]
    tools = plain_tools.PlainTools(marks)
    titles = {
        "substring": "a Velmora b",
        "partial_ratio": "a Velmara b",
        "pinyin ratio": "芸杉林木",
        "trigrams": "Bistrow",
    }
    gold = {"substring": "r0", "partial_ratio": "r0", "pinyin ratio": "r1", "trigrams": "r2"}
    for tool, title in titles.items():
        outcome = tools.run(tool, [Case("c", title, "any")], [], 1.0)
        assert outcome.matches["c"][0].right_id == gold[tool]
        assert outcome.pairs == len(marks)
    assert plain_tools.trigrams("ab") == {"  a", " ab", "ab "}


def test_made_up_marks_are_new_and_of_one_script() -> None:
    marks = [Mark(f"r{n}", (name,), {}) for n, name in enumerate((*LATIN, *HAN))]
    made = growth.combined(marks, Random(1))
    names = [next(made) for _ in range(30)]
    assert len(set(names)) == 30
    assert not set(names) & {*LATIN, *HAN}
    assert all(script_of(name) is not Script.ANY for name in names)


def test_no_title_is_fitted_on_or_counted_and_then_checked() -> None:
    titles = [f"外套 {number}" for number in range(400)]
    tune, check = ({one for one in titles if title_in(one, part)} for part in (Part.TUNE, Part.CHECK))
    counted = {one for one in titles if zlib.crc32(one.encode()) % 2}
    assert tune
    assert check
    assert not tune & check
    assert not (tune | check) & counted
