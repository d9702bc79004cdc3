"""A source that hangs the first time that it is asked."""

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event


class SlowFeed(ThreadingHTTPServer):
    """A feed that does not answer the first time, until `going`."""

    def __init__(self, lines: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.lines, self.going, self.asked = lines, Event(), 0


class Answer(BaseHTTPRequestHandler):
    server: SlowFeed

    def do_GET(self) -> None:
        found = self.path.endswith(".jsonl")
        self.server.asked += found
        if found and self.server.asked == 1:
            self.server.going.wait()
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(self.server.lines) if found else 0))
        self.end_headers()
        with suppress(OSError):  # who asked is dead
            self.wfile.write(self.server.lines if found else b"")

    def log_message(self, *_: object) -> None:
        pass
