"""A django-oscar shop of its own, as its documentation sets one up; run by the Python that has django-oscar.

    python oscar_shop.py FOLDER PORT

It prints "ready" once it serves. Twenty-five lanterns in two categories,
more than one page of a list; the third is sold out.
"""

import os
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

LANTERNS = 25
FOLDER = Path(sys.argv[1])

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from oscar import defaults  # type: ignore[import-not-found]  # noqa: E402


def configure() -> None:
    """Settings as in "Building your own shop"."""
    told = {name: value for name, value in vars(defaults).items() if name.isupper()}
    settings.configure(
        **told
        | {
            "DEBUG": True,
            "SECRET_KEY": "a test's",
            "ALLOWED_HOSTS": ["127.0.0.1"],
            "ROOT_URLCONF": __name__,
            "SITE_ID": 1,
            "STATIC_URL": "/static/",
            "MEDIA_URL": "/media/",
            "MEDIA_ROOT": str(FOLDER / "media"),
            "USE_TZ": True,
            "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
            "OSCAR_SHOP_NAME": "Lantern Lane",
            "OSCAR_DEFAULT_CURRENCY": "EUR",
            "DATABASES": {
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": str(FOLDER / "shop.db"),
                    "ATOMIC_REQUESTS": True,
                }
            },
            "INSTALLED_APPS": APPS,
            "MIDDLEWARE": [
                "django.contrib.sessions.middleware.SessionMiddleware",
                "django.middleware.common.CommonMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware",
                "django.contrib.messages.middleware.MessageMiddleware",
                "oscar.apps.basket.middleware.BasketMiddleware",
            ],
            "AUTHENTICATION_BACKENDS": ("oscar.apps.customer.auth_backends.EmailBackend",),
            "HAYSTACK_CONNECTIONS": {
                "default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(FOLDER / "index")}
            },
            "TEMPLATES": [TEMPLATES],
        }
    )


TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.debug",
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.template.context_processors.i18n",
            "django.template.context_processors.media",
            "django.template.context_processors.static",
            "django.contrib.messages.context_processors.messages",
            "oscar.apps.search.context_processors.search_form",
            "oscar.apps.checkout.context_processors.checkout",
            "oscar.apps.communication.notifications.context_processors.notifications",
            "oscar.core.context_processors.metadata",
        ]
    },
}
APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sites", "django.contrib.flatpages",
    "oscar.config.Shop", "oscar.apps.analytics.apps.AnalyticsConfig", "oscar.apps.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig", "oscar.apps.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig", "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig", "oscar.apps.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig", "oscar.apps.payment.apps.PaymentConfig", "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig", "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig", "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig", "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig", "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig", "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks", "haystack", "treebeard", "django_tables2", "sorl.thumbnail",
]  # fmt: skip


def stock() -> None:
    """The goods."""
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    call_command("migrate", verbosity=0)
    get_model("address", "Country").objects.create(
        iso_3166_1_a2="DE", iso_3166_1_a3="DEU", iso_3166_1_numeric="276", name="Germany", printable_name="Germany"
    )
    kind = get_model("catalogue", "ProductClass").objects.create(name="Lantern", track_stock=True)
    partner = get_model("partner", "Partner").objects.create(name="Quistrel Works")
    shelves = [create_from_breadcrumbs(f"Home > {name}") for name in ("Bamboo", "Paper")]
    product = get_model("catalogue", "Product")
    for number in range(1, LANTERNS + 1):
        made = product.objects.create(
            product_class=kind,
            title=f"Velmora lantern {number}",
            upc=f"40063813{number:05d}",
            description=f"<p>Lantern number {number}, lit by hand.</p>",
        )
        made.categories.add(shelves[number % 2])
        made.images.create(original=ContentFile(png(number), name=f"{number}.png"))
        made.stockrecords.create(
            partner=partner,
            partner_sku=f"LL-{number}",
            price=number + 0.5,
            price_currency="EUR",
            num_in_stock=0 if number == 3 else 9,
        )
    call_command("rebuild_index", interactive=False, verbosity=0)


def png(number: int) -> bytes:
    """A picture of its own for each."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 48), (number * 9 % 256, 80, 120)).save(out, "PNG")
    return out.getvalue()


class Quiet(WSGIRequestHandler):
    """Says nothing of its requests."""

    def log_message(self, *args: object) -> None:
        """Nothing."""


configure()
django.setup()

from django.apps import apps  # noqa: E402
from django.conf.urls.static import static  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include(apps.get_app_config("oscar").urls[0])),
    *static("/media/", document_root=str(FOLDER / "media")),
]

if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    stock()
    server = make_server("127.0.0.1", int(sys.argv[2]), StaticFilesHandler(get_wsgi_application()), handler_class=Quiet)
    print("ready", server.server_port, flush=True)
    server.serve_forever()
