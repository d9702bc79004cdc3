"""Whether something can be bought, in schema.org's two words, from what shops write in many languages."""

import re

IN, OUT = "InStock", "OutOfStock"

_SCHEMA = {
    "instock": IN, "limitedavailability": IN, "onlineonly": IN, "instoreonly": IN, "preorder": IN, "presale": IN,
    "backorder": IN, "madetoorder": IN, "reserved": IN, "available": IN, "instoreonlyavailable": IN, "lowstock": IN,
    "availablefororder": IN, "yes": IN, "true": IN, "onstock": IN, "in": IN, "buyable": IN, "purchasable": IN,
    "outofstock": OUT, "soldout": OUT, "discontinued": OUT, "unavailable": OUT, "notavailable": OUT, "no": OUT,
    "false": OUT, "oos": OUT, "nostock": OUT, "outstock": OUT, "out": OUT, "notinstock": OUT, "nonavailable": OUT,
    "notforsale": OUT, "permanentlyunavailable": OUT, "temporarilyunavailable": OUT, "obsolete": OUT,
}  # fmt: skip
_LETTERS = re.compile(r"[^a-z]")

OUT_WORDS = re.compile(
    r"\b(?:^sold!?$|(?:temporarily |currently |now |is )*(?:out[ -]of[ -]stock|sold[ -]?out|oos)\b"
    r"|(?:currently|temporarily|not|no longer|permanently|is) (?:un)?available(?! (?:for|in all|at all|with|to))"
    r"|(?:this )?(?:item|product) is (?:currently |temporarily |no longer )?(?:not available"
    r"|unavailable)(?! (?:for|in all|at all|with|to))"
    r"|unavailable(?: online)?$|not in stock|no stock|discontinued|(?:has|was) (?:been )?sold$"
    r"|(?:email|e-mail|notify|alert|tell) me when|back in stock (?:alert|notif)"
    r"|join (?:the )?wait(?:ing)? ?list|(?:bidding|listing|auction)(?: has| was)? ended"
    r"|ausverkauft|vergriffen|nicht (?:mehr )?(?:verfügbar|lieferbar|vorrätig|auf lager|erhältlich)"
    r"|en rupture(?: de stock)?|rupture de stock|indisponible|épuisé[e]?|plus disponible|non disponible"
    r"|agotado|sin (?:stock|existencias)|no disponible|fuera de stock"
    r"|esaurito|non disponibile|terminato|esgotado|indispon[ií]vel|fora de estoque|sem estoque|sem stock"
    r"|uitverkocht|niet (?:op voorraad|leverbaar|beschikbaar)|slutsåld|slut i lager|ej i lager|ikke på lager"
    r"|udsolgt|utsolgt"
    r"|loppuunmyyty|ei varastossa|wyprzedan[eyao]|niedostępn[yae]|brak w magazynie|brak towaru|vyprodáno|není skladem"
    r"|nedostupn[éýá]|vypredané|elfogyott|nincs (?:készleten|raktáron)|stoc epuizat|indisponibil|tükendi|stokta yok"
    r"|εξαντλήθηκε|μη διαθέσιμο|нет в наличии|распродано|нет на складе|закончился|немає в наявності|изчерпан"
    r"|hết hàng|stok habis|habis terjual)"
    r"|売り?切れ|在庫切れ|在庫なし|完売|품절|일시품절|缺货|缺貨|售罄|无货|無貨|已下架|下架了|暂无库存|已售完|售完|补货中|到货通知"
    r"|สินค้าหมด|غير متوفر|نفذت الكمية|אזל מהמלאי|לא במלאי|ناموجود",
    re.IGNORECASE,
)
IN_WORDS = re.compile(
    r"\b(?:in[ -]stock|available (?:now|online|to order|for (?:delivery|shipping|immediate))|ready to ship"
    r"|ships? (?:in|within|today|from)"
    r"|only \d+ left|usually (?:ships|dispatched)|in stores? now|\d+ available\b|(?:sofort )?(?:lieferbar"
    r"|verfügbar)|auf lager|vorrätig"
    r"|en stock|disponible|disponibile|disponibilità immediata|disponível|em estoque|em stock|op voorraad"
    r"|leverbaar|i lager|på lager"
    r"|varastossa|w magazynie|dostępn[yae]|skladem|na sklade|raktáron|készleten|în stoc|in stoc|stokta|διαθέσιμο"
    r"|в наличии|есть на складе|є в наявності|в наявності|còn hàng|tersedia)"
    r"|在庫あり|在庫有|재고|有货|有貨|现货|現貨|有库存|มีสินค้า|متوفر|במלאי|موجود",
    re.IGNORECASE,
)
CART_WORDS = re.compile(
    r"^\W*(?:(?:add|move|put)(?: \w+)? (?:in)?to (?:my |your |the )?(?:cart|bag|basket|trolley|tote"
    r"|shopping (?:cart|bag|basket))"
    r"|add to (?:order|quote)|buy(?: it)? now|buy|purchase|order now|pre-?order(?: now)?|bid|place bid|add"
    r"|in den (?:warenkorb|einkaufswagen|einkaufskorb)|(?:jetzt )?kaufen|in die einkaufstasche|bestellen"
    r"|ajouter (?:au|à mon|à) (?:panier|cabas|sac)|acheter(?: maintenant| cet article)?|commander"
    r"|añadir (?:al? |a la )(?:carrito|cesta|bolsa|compra)|agregar al carr(?:ito|o)|comprar(?: ahora| já"
    r"| agora)?|añadir"
    r"|aggiungi al carrello|acquista(?: ora)?|adicionar ao carrinho|adicionar à sacola|adicionar"
    r"|in (?:winkelwagen|winkelmand|winkelmandje)|(?:toevoegen )?aan winkelwagen(?: toevoegen)?|toevoegen"
    r"|voeg toe.{0,20}"
    r"|lägg (?:i|till i) (?:varukorg(?:en)?|kundvagn(?:en)?)|köp|læg i (?:kurv|kurven|indkøbskurv)|køb(?: nu)?"
    r"|tilføj til kurv|legg i handlekurv(?:en)?|kjøp"
    r"|lisää (?:ostos)?koriin|osta|dodaj do koszyka|do koszyka|kup teraz|do košíku|vložit do košíku"
    r"|přidat do košíku|kúpiť|koupit"
    r"|kosárba(?: teszem| rakom)?|adaug[ăa] [îi]n co[șs]|sepete ekle|satın al|в корзину|добавить в корзину"
    r"|купить|купити|в кошик|προσθήκη στο καλάθι"
    r"|thêm vào giỏ(?: hàng)?|mua ngay|beli sekarang|tambah ke keranjang|masukkan keranjang|добави в количката)\W*$"
    r"|カートに(?:入れる|追加)|かごに追加|買い物かご|購入手続き|今すぐ購入|장바구니|구매하기|바로구매|加入购物车|加入購物車|立即购买|立即購買|马上抢|直接購買|放入购物车|หยิบใส่"
    r"|أضف إلى|הוסף לסל",
    re.IGNORECASE,
)


def availability_of(value: object) -> str:
    """A value of markup or state as "InStock" or "OutOfStock", "" where it says neither."""
    if isinstance(value, bool):
        return IN if value else OUT
    if not isinstance(value, str):
        return ""
    text = value.strip().rstrip("/").rpartition("/")[2].rpartition("#")[2][:80]
    if known := _SCHEMA.get(_LETTERS.sub("", text.lower())):
        return known
    if OUT_WORDS.search(text):
        return OUT
    return IN if IN_WORDS.search(text) else ""
