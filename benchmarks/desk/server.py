"""The review server as it runs in an office, in a process of its own: `python -m benchmarks.desk.server URL FOLDER`."""

import sys
from pathlib import Path

from accounts.account import Role
from accounts.store import AccountStore, KeyKind
from database import make_engine
from leads.store import LeadStore
from review.access import Access
from review.app import make_app, now
from review.server import serve

PEOPLE = 17  # reviewers, once before the clock runs and once after, and one alone


def main() -> None:
    """Prints a one-time link for each of `PEOPLE`; serves until it is stopped."""
    url, folder = sys.argv[1], Path(sys.argv[2])
    engine = make_engine(url)
    accounts = AccountStore(engine)
    app = make_app(LeadStore(engine, folder), pictures=folder, access=Access("0" * 64), accounts=accounts)

    def ready(address: str, _first_link: str) -> None:
        for number in range(PEOPLE):
            account = accounts.by_name(f"reviewer {number}")
            if account is None:
                account = accounts.make(f"reviewer {number}", frozenset({Role.SENIOR}), None, now())
            secret = accounts.new_key(account.account_id, KeyKind.INVITATION, now())
            print(f"{address}/enter?token={secret}", flush=True)

    serve(app, "127.0.0.1", 0, ready)


if __name__ == "__main__":
    main()
