"""One page, several witnesses: what agrees wins, what is struck out or about other goods does not."""

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.clue import FIELDS, Clue
from crawlers.extraction import extract, is_offer
from crawlers.money import amounts
from crawlers.saved_page import UNKNOWN, address_of, saved_page
from crawlers.stock import CART_WORDS, availability_of
from crawlers.verdict import decide, places

URL = "https://mall.example/item/lantern-4711.html"


def chosen(html: str, url: str = URL) -> dict[str, str]:
    return {name: choice.value for name, choice in extract(saved_page(html.encode(), url)).choices.items()}


def shop(inner: str, head: str = "", title: str = "Velmora bamboo lantern") -> str:
    return f"<html><head><title>{title} | Mall</title>{head}</head><body><h1>{title}</h1>{inner}</body></html>"


@pytest.mark.parametrize(
    ("shown", "price"),
    [
        ('<span class="price">$19.90</span>', "19.90"),
        ('<p class="price"><del>$29.90</del> <ins>$19.90</ins></p>', "19.90"),
        ('<p class="was-price">$29.90</p><p class="now-price">$19.90</p>', "19.90"),
        (
            '<div class="price">List price: <b>$29.90</b></div><div class="price">Our price: <b>$19.90</b></div>',
            "19.90",
        ),
        ('<div class="price">$<b>19</b><sup>90</sup></div>', "19.90"),
        ('<div class="price"><span>1.019</span><span>,90</span> €</div>', "1019.90"),
        ('<div class="price">1 019,90 zł</div>', "1019.90"),
        ('<div class="price">￥１９．９０</div>', "19.90"),
        ('<div class="price">1.2万元</div>', "12000"),
        ('<div class="price">$19.90</div><p>Free shipping over $50.00</p><p>or 4 x $4.98</p>', "19.90"),
        ('<div class="price">$19.90 <small class="unit-price">($3.98 / 100 g)</small></div>', "19.90"),
        ('<p>$19.90</p><section class="related"><p class="price">$5.00</p></section>', "19.90"),
        ('<p>$19.90</p><h3>You may also like</h3><p class="price sale">$5.00</p>', "19.90"),
        ('<p class="price">KWD 34.000</p>', "34.000"),
    ],
)
def test_the_price_that_a_reader_would_pay_is_taken(shown: str, price: str) -> None:
    assert Decimal(chosen(shop(shown))["price"]) == Decimal(price)


def test_a_sale_that_two_places_show_beats_an_old_price_in_the_markup() -> None:
    markup = (
        '<script type="application/ld+json">{"@type":"Product","name":"Velmora bamboo lantern",'
        '"offers":{"price":"29.90","priceCurrency":"EUR"}}</script>'
        '<meta property="product:price:amount" content="19.90">'
    )
    shown = '<p class="price"><del>29,90 €</del> <strong class="sale">19,90 €</strong></p>'
    assert chosen(shop(shown, markup))["price"] == "19.90"


def test_the_product_that_the_page_is_named_after_is_taken() -> None:
    other = '{"@type":"Product","name":"Quistrel pan","sku":"Q-1","offers":{"price":"5"}}'
    main = '{"@type":"Product","name":"Velmora bamboo lantern","sku":"V-1","offers":{"price":"19.90"}}'
    found = chosen(shop("", f'<script type="application/ld+json">[{other},{main}]</script>'))
    assert (found["sku"], found["price"]) == ("V-1", "19.90")


def test_a_group_of_variants_has_their_offers() -> None:
    group = {
        "@type": "ProductGroup",
        "name": "Velmora bamboo lantern",
        "hasVariant": [
            {"@type": "Product", "sku": "V-S", "offers": {"price": "19.90", "availability": "SoldOut"}},
            {"@type": "Product", "sku": "V-L", "offers": {"price": "24.90", "availability": "InStock"}},
        ],
    }
    found = chosen(shop("", f'<script type="application/ld+json">{json.dumps(group)}</script>'))
    assert (found["price"], found["availability"], found["sku"]) == ("19.90", "InStock", "V-S")


@pytest.mark.parametrize(
    ("shown", "stock"),
    [
        ('<p class="price">$5</p><button>Add to cart</button>', "InStock"),
        ('<p class="price">$5</p><p class="stock">Out of stock</p>', "OutOfStock"),
        ('<p class="price">$5</p><p>Derzeit nicht lieferbar</p>', "OutOfStock"),
        ('<p class="price">5元</p><p>此商品已售罄</p>', "OutOfStock"),
        ('<p class="price">$5</p><p style="display:none">Out of stock</p><button>Buy now</button>', "InStock"),
        ('<p class="price">$5</p><ul class="sizes"><li>XL sold out</li></ul><button>Add to bag</button>', "InStock"),
        ('<p class="price">$5</p><p>This product is not available for VAT relief</p>', "InStock"),
        ('<p class="price">$5</p><p>Out of stock at your store</p><button>Add to cart</button>', "InStock"),
        ('<p class="price">$5 <i class="badge sold-out">Sold out</i></p><button>Add to cart</button>', "InStock"),
        ('<p class="price">$5</p><label>XL <i>Variant sold out</i></label><button>Add to cart</button>', "InStock"),
    ],
)
def test_availability_is_told_as_a_reader_sees_it(shown: str, stock: str) -> None:
    assert chosen(shop(shown))["availability"] == stock


@pytest.mark.parametrize(
    ("shown", "sku"),
    [
        ("<p>SKU: AB-1234</p>", "AB-1234"),
        ("<dl><dt>Art.-Nr.</dt><dd>12-34-56</dd></dl>", "12-34-56"),
        ("<table><tr><th>货号</th><td>T8812</td></tr></table>", "T8812"),
        ("<p>商品编号：100061150</p>", "100061150"),
        ("<p>Item #: 55123</p>", "55123"),
        ('<form><input type="hidden" name="sku" value="HX-77"></form>', "HX-77"),
        ("<p>nothing is said</p>", "4711"),  # the address's own number
    ],
)
def test_the_shop_s_number_is_found_by_its_label(shown: str, sku: str) -> None:
    assert chosen(shop(f'<p class="price">$5</p>{shown}'))["sku"] == sku


@pytest.mark.parametrize(
    "shown",
    ["<p>Brand: Velmora</p>", '<a href="/brands/velmora">Velmora</a>', "<dl><dt>品牌</dt><dd>Velmora</dd></dl>"],
)
def test_the_brand_is_found_by_label_or_link(shown: str) -> None:
    assert chosen(shop(shown, title="Bamboo lantern"))["brand"] == "Velmora"


def test_a_marketplace_s_own_name_is_no_brand() -> None:
    assert "brand" not in chosen(shop('<p class="price">$5</p>', '<meta property="og:site_name" content="Mall">'))


@pytest.mark.parametrize(
    ("shown", "seller"),
    [
        ("<p>Sold by: Amei Goods</p><p>Ships from: Hangzhou</p>", {"name": "Amei Goods", "location": "Hangzhou"}),
        (
            "<dl><dt>店铺</dt><dd>阿梅杂货</dd><dt>发货地</dt><dd>浙江杭州</dd></dl>",
            {"name": "阿梅杂货", "location": "浙江杭州"},
        ),
        (
            '<script>var s = {title: "Velmora bamboo lantern", price: 5, shopId: 88, shopName: "阿梅杂货"}</script>',
            {"name": "阿梅杂货", "id": "88"},
        ),
    ],
)
def test_the_seller_is_found_by_label_or_in_the_scripts(shown: str, seller: dict[str, str]) -> None:
    found = extract(saved_page(shop(f'<p class="price">$5</p>{shown}').encode(), URL))
    assert found.fields["seller"] == seller


def test_the_path_is_that_of_the_breadcrumbs_without_home_and_the_thing_itself() -> None:
    crumbs = "".join(f"<a>{step}</a> &gt; " for step in ("Home", "Garden", "Lamps", "Velmora bamboo lantern"))
    page = saved_page(shop(f'<div class="breadcrumbs">{crumbs}</div><p class="price">$5</p>').encode(), URL)
    assert extract(page).fields["category"] == ["Garden", "Lamps"]


def test_pictures_come_at_their_best_size_and_those_of_other_goods_not() -> None:
    shown = (
        '<div class="gallery"><img src="/s.jpg" srcset="/s.jpg 200w, /l.jpg 1200w">'
        '<img src="/t.jpg" data-zoom-image="/z.jpg">'
        '<img src="/a.jpg_60x60.jpg"></div><div class="related product"><img src="/other.jpg"></div>'
    )
    images = extract(saved_page(shop(shown).encode(), URL)).fields["images"]
    assert images == [f"https://mall.example/{name}.jpg" for name in ("l", "z", "a")]


def test_a_list_of_goods_is_no_offer() -> None:
    cards = "".join(f'<div class="card"><h3>Pan {n}</h3><span class="price">${n}.00</span></div>' for n in range(1, 9))
    page = saved_page(f"<html><title>Pans</title><body><h1>Pans</h1>{cards}</body></html>".encode(), URL)
    assert not is_offer(page, extract(page))


def test_every_place_has_a_name_and_speaks_of_known_fields() -> None:
    page = saved_page(shop('<p class="price">$5</p><p>SKU: AB-1234</p><p>Brand: Velmora</p>').encode(), URL)
    for name, place in places().items():
        for clue in place.see(page):
            assert clue.field in FIELDS, name
            assert 0 < clue.trust < 1, name
            assert clue.value.strip(), name


@pytest.mark.parametrize(
    "body", [b"", b"\0", b"<", b"<html>", b"<h1>" * 500, "<p>价".encode(), b"<script>x={", b"\xff\xfe<p>"]
)
def test_a_page_of_nothing_yields_nothing_and_breaks_nothing(body: bytes) -> None:
    assert "price" not in extract(saved_page(body, URL)).choices


@pytest.mark.parametrize(
    "inner",
    [
        '<div class="product name">x' * 30_000,
        '<p class="price">$5.00</p>' * 40_000,
        "<p>SKU:</p><p>A1234</p>" * 30_000,
        '<a class="brand" href="/brand/x">Velmora</a>' * 40_000,
        "<p>" + "you save " * 200_000,
        '<p class="' + "a-b " * 300_000 + '">$5</p>',
    ],
)
def test_hostile_pages_cost_little(inner: str) -> None:
    began = time.process_time()
    extract(saved_page(shop(inner).encode(), URL))
    assert time.process_time() - began < 10


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    extract(saved_page(b"<html><body><h1>x</h1><p class=price>" + body, URL))


CLUES = st.builds(
    Clue,
    st.just("sku"),
    st.sampled_from(["A1", "a-1", "B2"]),
    st.floats(0.05, 0.95),
    place=st.sampled_from(["p", "q", "r"]),
)


@given(st.lists(CLUES, min_size=1, max_size=6), CLUES)
def test_a_further_witness_never_weakens_what_it_speaks_for(clues: list[Clue], more: Clue) -> None:
    def support(given: list[Clue], value: str) -> float:
        choice = decide(given).get("sku")
        return choice.support if choice and choice.value.replace("-", "").lower() == value else 0.0

    value = more.value.replace("-", "").lower()
    assert support([*clues, more], value) >= support(clues, value)


@given(st.decimals("0.01", "99999.99", places=2))
def test_an_amount_is_read_back_in_both_notations(value: Decimal) -> None:
    american, german = f"${value:,.2f}", f"{value:,.2f}".translate(str.maketrans(",.", ".,")) + " €"
    assert [money.value for money in amounts(american)] == [value]
    assert [money.value for money in amounts(german)] == [value]


@pytest.mark.parametrize(
    ("said", "means"),
    [("https://schema.org/InStock", "InStock"), ("SoldOut", "OutOfStock"), ("in_stock", "InStock"), (True, "InStock"),
     ("http://schema.org/PreOrder", "InStock"), ("有货", "InStock"), ("缺货", "OutOfStock"), ("auf Lager", "InStock"),
     ("out of stock", "OutOfStock"), ("blue", ""), (7, "")],
)  # fmt: skip
def test_words_of_stock(said: object, means: str) -> None:
    assert availability_of(said) == means


def test_buttons_that_buy_are_known_and_others_are_not() -> None:
    assert all(
        map(CART_WORDS.search, ("Add to Cart", "In den Warenkorb", "Ajouter au panier", "加入购物车", "В корзину"))
    )
    assert not any(map(CART_WORDS.search, ("Search", "Write a review", "Newsletter abonnieren")))


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (b'<link rel="canonical" href="https://a.example/1?x=1&amp;y=2">', "https://a.example/1?x=1&y=2"),
        (b"<meta content='https://a.example/2' property='og:url'>", "https://a.example/2"),
        (b"<base href='https://a.example/3/'>", "https://a.example/3/"),
        (b"<!-- saved from url=(0021)https://a.example/4 -->", "https://a.example/4"),
        (b"", ""),
    ],
)
def test_a_saved_page_tells_where_it_came_from(head: bytes, url: str) -> None:
    assert address_of(b"<html><head>" + head) == url
    assert saved_page(b"<html><head>" + head).url == (url or UNKNOWN)


def test_a_page_that_was_saved_anew_as_utf8_is_read_as_that() -> None:
    body = '<html><head><meta charset="gb2312"></head><body><h1>竹灯笼 手工</h1></body></html>'.encode()
    assert saved_page(body, URL).headline_text == "竹灯笼 手工"
