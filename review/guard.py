"""What every request passes: strict headers, known hosts, a session or a token."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accounts.account import Account
from accounts.store import KeyKind
from review.access import Access
from review.desk import desk_of

CONTENT_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A response that sets one of these itself keeps its own.
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
OPEN_TO_ALL = ("/enter", "/locked", "/sign-in", "/receipt", "/health", "/metrics", "/api/openapi.json")


class StrictHeaders:
    """Puts `HEADERS` on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def send_strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_strictly)


class KnownHosts:
    """Refuses requests that were meant for another host: a rebound DNS name must not read the queue."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and not self.access.answers(Headers(scope=scope).get("host", "")):
            refusal = PlainTextResponse("This server does not answer to that host name.\n", status_code=400)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


class SignedInOnly:
    """Finds out whose session or token a request came with; sends everybody else to the page that says how to get in.

    The account is read anew each time: who is shut out is out with the next request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            request = Request(scope)
            path: str = scope["path"]
            if not path.startswith("/static/"):
                account = await run_in_threadpool(_account, request)
                scope.setdefault("state", {})["account"] = account
                if account is None and path not in OPEN_TO_ALL:
                    refusal: Response = RedirectResponse("/locked", status_code=303)
                    if path.startswith("/api/"):
                        words = {"error": "this needs a token: Authorization: Bearer …; make one on the account page"}
                        refusal = JSONResponse(words, 401, headers={"WWW-Authenticate": "Bearer"})
                    await refusal(scope, receive, send)
                    return
        await self.app(scope, receive, send)


def _account(request: Request) -> Account | None:
    desk = desk_of(request)
    if request.url.path.startswith("/api/"):
        # Cookies are not enough there: a browser sends them along with another site's request.
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        return desk.accounts.by_key(token, KeyKind.TOKEN, desk.clock()) if kind.lower() == "bearer" else None
    return desk.accounts.by_key(str(request.session.get("key", "")), KeyKind.SESSION, desk.clock())
