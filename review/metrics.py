"""`GET /metrics`: numbers for monitoring, to whoever shows the token of monitoring; never to the public."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from review.access import same
from review.desk import desk_of


def metrics(request: Request) -> Response:
    """The numbers. That a connection comes from loopback proves nothing: behind a TLS proxy all of them do."""
    monitor = desk_of(request).monitor
    if monitor is None:
        return PlainTextResponse("This server tells no numbers.\n", 404)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not same(monitor.token, token.strip()):
        says = "This needs the token of the file metrics.token: Authorization: Bearer …\n"
        return PlainTextResponse(says, 401, headers={"WWW-Authenticate": "Bearer"})
    body, media = monitor.scrape(request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": media})
