"""For child processes of a test: the machine's look-up of names ending in .test asks a name server on loopback.

A child finds this file by PYTHONPATH. All else about its network is as it is.
"""

import os
import socket
import struct
from typing import Any

_look_up = socket.getaddrinfo
_SERVER = ("127.0.0.1", int(os.environ.get("STUB_DNS_PORT", "0")))
_KINDS = {1: socket.AF_INET, 28: socket.AF_INET6}


def _ask(name: str, kind: int) -> list[str]:
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(5)
        asking.sendto(struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + question + struct.pack(">2H", kind, 1), _SERVER)
        answer = asking.recv(4096)
    (count,) = struct.unpack(">H", answer[6:8])
    at = 12 + len(question) + 4
    found = []
    for _ in range(count):
        (size,) = struct.unpack(">H", answer[at + 10 : at + 12])
        found.append(socket.inet_ntop(_KINDS[kind], answer[at + 12 : at + 12 + size]))
        at += 12 + size
    return found


def _getaddrinfo(host: Any, port: Any, *more: Any, **named: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if not (isinstance(name, str) and name.endswith(".test")):
        return _look_up(host, port, *more, **named)
    found = [(_KINDS[kind], one) for kind in _KINDS for one in _ask(name, kind)]
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return [
        (family, socket.SOCK_STREAM, 6, "", (one, port) if family == socket.AF_INET else (one, port, 0, 0))
        for family, one in found
    ]


socket.getaddrinfo = _getaddrinfo
