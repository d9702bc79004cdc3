"""What every request passes: strict headers, known hosts, a session."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review.access import Access

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
OPEN_TO_ALL = ("/enter", "/locked", "/health")


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
    """Sends whoever has no session to the page that says how to get in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            path: str = scope["path"]
            open_to_all = path in OPEN_TO_ALL or path.startswith("/static/")
            if not open_to_all and not Request(scope).session.get("name"):
                await RedirectResponse("/locked", status_code=303)(scope, receive, send)
                return
        await self.app(scope, receive, send)
