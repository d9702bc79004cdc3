"""Raw fields become a listing: what is used is popped, the rest is reported."""

from hypothesis import given
from hypothesis import strategies as st

from crawlers.plain_text import line_of, text_of
from crawlers.record import DESCRIPTION, TITLE, read, tidy
from domain.listing import Listing

PAGE = "https://shop.example/goods/1?id=7"
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    ["listing_id", "url", "title", "price", "images", "seller", "attributes", "category", "sku", "currency", "odd"]
)


def test_every_field_is_used_or_reported() -> None:
    reading = read(
        {
            "sku": "7", "title": " 包 &amp; 袋 ", "price": "￥１９．９", "category": ["服饰", "箱包"],
            "brand": ["甲", "乙"],
            "images": ["/a.jpg", "//cdn.example/b.jpg", "/a.jpg"], "seller": {"name": "店", "rating": 5},
            "warranty": "1y",
            "attributes": {"color": "红", "size": ""}, "stock": None,
        },
        PAGE,
    )  # fmt: skip
    assert reading.unused == ("warranty", "seller.rating")
    listing = reading.listing
    assert listing is not None
    assert tidy(listing)[0].title == "包 & 袋"
    assert (listing.listing_id, str(listing.price), listing.currency) == ("7", "19.9", "CNY")
    assert (listing.category, listing.brand, listing.seller.name) == ("服饰 > 箱包", "甲", "店")
    assert listing.images == ("https://shop.example/a.jpg", "https://cdn.example/b.jpg")
    assert listing.attributes == (("color", "红"),)


def test_without_a_number_the_address_is_the_id() -> None:
    reading = read({"title": "x"}, PAGE)
    assert reading.listing is not None
    assert reading.listing.listing_id == "shop.example/goods/1?id=7"
    assert reading.listing.url == PAGE


def test_an_endless_number_is_not_taken_for_an_id() -> None:
    first, second = (read({"title": "x", "sku": "9" * 5_000}, PAGE + "1" * n).listing for n in (900, 901))
    assert first is not None
    assert second is not None
    assert first.listing_id != second.listing_id
    assert len(first.listing_id) <= 200


def test_no_title_is_no_listing_and_says_so() -> None:
    reading = read({"title": " \x00 ", "price": "1"}, PAGE)
    assert reading.listing is None
    assert [code for code, _ in reading.problems] == ["no-title"]


def test_long_text_is_cut_and_counted() -> None:
    listing, cuts = tidy(Listing("1", PAGE, "长" * 5_000_000, description="文" * 30_000))
    assert (len(listing.title), len(listing.description)) == (TITLE, DESCRIPTION)
    assert [code for code, _ in cuts] == ["title-cut", "description-cut"]


def test_a_price_that_cannot_be_read_costs_only_the_price() -> None:
    reading = read({"title": "x", "price": "电议"}, PAGE)
    assert reading.listing is not None
    assert reading.listing.price is None
    assert [code for code, _ in reading.problems] == ["bad-price"]


def test_formatting_leaves_a_description_and_stays_inert_in_a_title() -> None:
    assert (
        text_of("<p>a<br/>b</p><b>c</b> <script>x</script> 3<4 &lt;i&gt;", 100)[0]
        == "a\nb\nc <script>x</script> 3<4 <i>"
    )
    assert line_of("<b>a</b>", 100)[0] == "<b>a</b>"


def test_what_hides_a_mark_stays_in_the_text() -> None:
    assert line_of("N\u200bI\u202eKE", 100)[0] == "N\u200bI\u202eKE"


@given(st.dictionaries(names, values))
def test_no_fields_break_it(fields: dict[str, object]) -> None:
    offered = {name for name, value in fields.items() if value not in (None, "", [], {})}
    reading = read(fields, PAGE)
    assert {name for name in reading.unused if "." not in name} == offered & {"odd"}
    if reading.listing is not None:
        listing, _ = tidy(reading.listing)
        assert listing.title
        assert listing.listing_id
        assert "\n" not in listing.title
        listing.title.encode()


@given(st.text(max_size=200), st.integers(1, 50))
def test_tidying_twice_changes_nothing(text: str, limit: int) -> None:
    once, _ = line_of(text.replace("&", ""), limit)
    assert line_of(once, limit) == (once, False)
