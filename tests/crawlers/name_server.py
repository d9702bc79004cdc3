"""A name server on loopback (RFC 1035, as far as A and AAAA go) that answers what a test tells it, each time anew."""

import socket
import struct
import threading
from ipaddress import ip_address


class NameServer:
    """A name server.

    Attributes:
        names: name to its answers, a list of addresses a question; the last one stays.
        asked: names, in the order of the questions.
    """

    def __init__(self) -> None:
        self.names: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                question, sender = self._socket.recvfrom(4096)
            except OSError:
                return
            self._socket.sendto(self._answer(question), sender)

    def _answer(self, question: bytes) -> bytes:
        parts, at = [], 12
        while size := question[at]:
            parts.append(question[at + 1 : at + 1 + size].decode())
            at += size + 1
        name = ".".join(parts)
        (kind,) = struct.unpack(">H", question[at + 1 : at + 3])
        answers = self.names.get(name, [[]])
        if kind == 1:  # each look-up asks for A first
            self.asked.append(name)
        number = min(max(self.asked.count(name) - 1, 0), len(answers) - 1)
        wanted = [one for one in map(ip_address, answers[number]) if one.version == (4 if kind == 1 else 6)]
        head = question[:2] + struct.pack(">5H", 0x8180, 1, len(wanted), 0, 0)
        records = [b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(one.packed)) + one.packed for one in wanted]
        return head + question[12 : at + 5] + b"".join(records)
