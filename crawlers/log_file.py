"""crawl.log: what the child wrote to standard error, of a length that no shop can decide."""

from contextlib import suppress
from io import BufferedReader, RawIOBase

HEAD = 20_000_000
"""Bytes kept from the beginning, written as they come."""

TAIL = 200_000
"""Bytes kept of the end, where the reason for a crash stands; written once there is no more."""

_PIECE = 65_536


def keep(stream: BufferedReader, file: RawIOBase, head: int = HEAD, tail: int = TAIL) -> None:
    """Copies a stream into a file until the stream ends; what lies between head and tail is left out, which is said.

    A full disk costs the log, not the crawl: whoever writes to the stream would wait for ever if nobody read it.
    """
    end = b""
    left_out = 0
    while piece := stream.read1(_PIECE):
        first, rest = piece[:head], piece[head:]
        head -= len(first)
        with suppress(OSError):
            file.write(first)
        end += rest
        left_out += max(0, len(end) - tail)
        end = end[-tail:]
    if left_out:
        end = b"\n[... %d bytes are left out here ...]\n" % left_out + end
    with suppress(OSError):
        file.write(end)
