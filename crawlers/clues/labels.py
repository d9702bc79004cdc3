"""Numbers and brands that stand behind their label: "SKU: 4711", "Art.-Nr. 12-34", "Marke  Velmora"."""

import re
from collections.abc import Iterator
from functools import lru_cache

from crawlers.clue import Clue, Place
from crawlers.page import Page
from crawlers.plain_text import has_digit

_SKU = (
    (
        r"sku|asin|tcin|dpci|stock[ -]?keeping unit|store sku",
        0.72,
    ),
    (
        r"item\s?(?:#|no\.?|nr\.?|num(?:ber)?|code|id)|(?:web|stock|order|product|prod\.?|catalog(?:ue)?"
        r"|cat\.?|part|style|article|art\.?|internet|lot|listing|ebay item)\s?(?:#|no\.?|nr\.?|num(?:ber)?"
        r"|code|id|ref\.?)",
        0.62,
    ),
    (
        r"art(?:ikel)?[\s.-]{0,2}n(?:umme)?r\.?|artikelcode|bestell-?n(?:umme)?r\.?|produkt-?n(?:umme)?r\.?"
        r"|varen(?:umme)?r\.?|tuote(?:numero|koodi)|artnr\.?",
        0.66,
    ),
    (
        r"ref(?:erence|\.|erencia|erência)?|réf(?:érence|\.)?|codice(?: (?:prodotto|articolo))?|cod(?:\.|ice"
        r"|e)?(?: (?:prodotto|article))?|código(?: do produto| de producto)?|n° d'article|kod(?: produktu)?"
        r"|kód(?: produktu| tovaru| zboží)?|katalogové číslo|obj(?:ednací|\.)? ?č(?:íslo|\.)|indeks|cikkszám"
        r"|ürün kodu|cod produs",
        0.6,
    ),
    (
        r"артикул|код товара|код|商品コード|商品番号|品番|管理番号|货号|貨號"
        r"|商品编号|商品編號|商品编码|商品货号|상품코드|상품번호|款号|商品id",
        0.66,
    ),
    (
        r"item|style|bar ?code",
        0.4,
    ),
    (
        r"model\s?(?:#|no\.?|nr\.?|num(?:ber)?|code|id)?|modell?(?:-?nr\.?)?|modèle|modelo|型号|型番|mpn"
        r"|mfr\.?\s?(?:#|part|no\.?)?(?:\s?#)?|manufacturer part (?:no\.?|number)",
        0.23,  # the maker's number is seldom the shop's
    ),
)
_GTIN = r"ean(?:-?13|/upc| code|-code)?|upc(?:-a| code)?|gtin(?:-?1[234])?|isbn(?:-?1[03])?|jan(?:コード)?|条形码|条码"
_BRAND = (
    r"brand(?: name)?|manufacturer|maker|made by|marke|hersteller|marque|fabricant|marca|fabricante|produttore"
    r"|merk|varumärke|märke|mærke|merke"
    r"|tuotemerkki|valmistaja|marka|producent|značka|výrobce|výrobca|gyártó|márka|бренд|производитель"
    r"|торговая марка|виробник|品牌|ブランド|メーカー|제조사|브랜드"
    r"|designer|publisher|vendor|by|shop all|sold under"
)
_LABELS = [(re.compile(rf"(?:{words})\s*[:：#.]?\s*[:：#]?", re.IGNORECASE), trust) for words, trust in _SKU]
_SKU_INSIDE = [
    (
        re.compile(
            rf"(?<![\w-])(?:{words})\s{{0,2}}(?:[:：#]|\s?[:：]\s?#)\s{{0,2}}(?P<value>[A-Za-z0-9][\w\-./]{{1,39}})",
            re.IGNORECASE,
        ),
        trust,
    )
    for words, trust in _SKU
]
_SKU_BARE = re.compile(
    r"(?<![\w-])(?:sku|ref\.|item\s?#|item no\.?|art\.?-?nr\.?|артикул|品番|货号"
    r"|model\s?#)\s{1,2}(?P<value>(?=[\w\-./]*\d)[A-Za-z0-9][\w\-./]{2,39})",
    re.IGNORECASE,
)
_VALUE = re.compile(r"[#№]?\s?(?P<value>(?=[^ ]*\d)[A-Za-z0-9][\w\-./+]{1,39}|[A-Z0-9]{4,}(?: [A-Z0-9-]+){1,3})")
_GTIN_LABEL = re.compile(rf"(?:{_GTIN})\s*[:：#]?", re.IGNORECASE)
_GTIN_INSIDE = re.compile(
    rf"(?<![\w-])(?:{_GTIN})\s*[:：#]?\s*(?P<value>\d[\d-]{{6,16}}\d|\d{{9}}[\dX])(?![\d])", re.IGNORECASE
)
_BRAND_LABEL = re.compile(rf"(?:{_BRAND})\s*[:：]?", re.IGNORECASE)
_BRAND_INSIDE = re.compile(rf"(?:{_BRAND})\s?[:：]\s?(?P<value>[^:：|]{{1,50}})", re.IGNORECASE)
_GTIN_VALUE = re.compile(r"\d[\d -]{6,16}[\dX]")
_SET_OFF = re.compile("[:：#]")  # what each label has between itself and a value in the same text
_NUMBERED = re.compile(r"(?:^|[^\W\d]\s?)#\s?(?P<value>\d[\d-]{3,13}\d)\b")
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e]")  # of writing direction, between some shops' labels and values
LONGEST = 120


def see(page: Page) -> Iterator[Clue]:
    """The first of each kind in reading order; what stands among other goods is passed over."""
    taken: dict[str, int] = {}
    told = [text for text in page.texts if text.text not in (":", "：")]  # some shops set it apart
    for text, after in zip(told, [*told[1:], None], strict=False):
        if text.away or len(text.text) > LONGEST:
            continue
        following = _MARKS.sub("", after.text).strip(" :：") if after is not None else ""
        say = _remembered if len(following) <= LONGEST else _of_text
        for clue in say(text.text, following):
            number = taken[clue.field] = taken.get(clue.field, 0) + 1
            if number <= 3:
                near = 1.0 if text.at >= page.start - 30 else 0.7
                yield Clue(clue.field, clue.value, clue.trust * near * (1.0, 0.8, 0.6)[number - 1], clue.where)


def _of_text(text: str, following: str) -> tuple[Clue, ...]:
    """What a text and the one behind it say."""
    return (*_codes(text, following), *_brand(text, following))


_remembered = lru_cache(maxsize=4_096)(_of_text)  # most texts of a page stand on every page of its shop


def _codes(text: str, following: str) -> Iterator[Clue]:
    yield from _sku(" ".join(_MARKS.sub("", text).split()).replace(" :", ":"), following)
    if has_digit(text) and (inside := _GTIN_INSIDE.search(text)):
        yield Clue("gtin", inside["value"].replace("-", ""), 0.65, text[:60])
    elif (number := _GTIN_VALUE.fullmatch(following)) and _GTIN_LABEL.fullmatch(text):
        yield Clue("gtin", re.sub(r"[ -]", "", number[0]), 0.65, text[:60])


def _brand(text: str, following: str) -> Iterator[Clue]:
    if _SET_OFF.search(text) and (inside := _BRAND_INSIDE.fullmatch(text)):
        yield Clue("brand", inside["value"].strip(), 0.6, text[:60])
    elif 1 < len(following) <= 50 and not following.endswith((":", "：")) and _BRAND_LABEL.fullmatch(text):
        weak = text[-1] not in ":：" or text.lower().startswith("by")
        yield Clue("brand", following.strip(" :："), 0.35 if weak else 0.62, text[:60])


def _sku(shown: str, following: str) -> Iterator[Clue]:
    set_off = _SET_OFF.search(shown) is not None
    alone = _VALUE.fullmatch(following.strip())
    told = alone["value"] if alone is not None and _is_code(alone["value"]) else ""
    for (label, trust), (pattern, _) in zip(_LABELS, _SKU_INSIDE, strict=True) if set_off or told else ():
        if set_off and (inside := pattern.search(shown)):
            value = inside["value"].rstrip(".-/")
            if _is_code(value):
                yield Clue("sku", value, trust, shown[:60])
                return
        elif told and label.fullmatch(shown):
            ended = 1.0 if shown[-1] in ":：#." else 0.8
            yield Clue("sku", told.rstrip("."), trust * ended, shown[:60])
            return
    if not has_digit(shown):
        return
    if bare := _SKU_BARE.search(shown):
        yield Clue("sku", bare["value"].rstrip(".-"), 0.55, shown[:60])
    elif len(shown) <= 40 and (numbered := _NUMBERED.search(shown)):
        yield Clue("sku", numbered["value"], 0.42, shown[:60])


def _is_code(value: str) -> bool:
    return len(value) >= 3 and (any(char.isdigit() for char in value) or (value.isupper() and len(value) >= 4))


PLACE = Place("labels", see)
