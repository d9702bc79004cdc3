"""The review server as it runs in an office, in a process of its own: `python -m benchmarks.desk.server URL FOLDER`."""

import sys
from pathlib import Path

from accounts.store import AccountStore
from database import make_engine
from leads.store import LeadStore
from review.access import Access
from review.app import make_app
from review.server import serve


def main() -> None:
    """Prints a one-time link for each line that it reads; serves until its input ends."""
    url, folder = sys.argv[1], Path(sys.argv[2])
    engine = make_engine(url)
    access = Access("0" * 64)
    store = LeadStore(engine, folder)
    app = make_app(store, pictures=folder, access=access, accounts=AccountStore(engine))

    def ready(link: str) -> None:
        print(link, flush=True)
        base = link.partition("/enter")[0]
        for _ in range(16):
            print(access.link(base), flush=True)

    serve(app, "127.0.0.1", 0, ready)


if __name__ == "__main__":
    main()
