"""Why a request ended without a usable response, as a stable code and a sentence."""

import errno
import sqlite3

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

_CODES: tuple[tuple[type[BaseException], str, str], ...] = (
    (DownloadTimeoutError, "timeout", "not complete within the source's limits.timeout"),
    (DownloadCancelledError, "too-large", "larger than the source's limits allow"),
    (CannotResolveHostError, "host-unknown", "its host name has no address"),
    (DownloadConnectionRefusedError, "no-connection", "its host refuses connections"),
    (ResponseDataLossError, "broken-response", "the response broke off"),
    (DownloadFailedError, "broken-response", "the response broke off or is no HTTP"),
    (IgnoreRequest, "ignored", "dropped on the way"),
    (ValueError, "bad-url", "not an address that can be asked"),
)


class RefusedError(IgnoreRequest):
    """A request or response that our own rules end; `code` is stable and counted."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def describe(fault: BaseException) -> tuple[str, str]:
    """The stable code of a failed download and one sentence."""
    if isinstance(fault, RefusedError):
        return fault.code, str(fault)
    if is_full(fault):
        return "disk-full", "it could not be kept, as the disk is full"
    if isinstance(fault, HttpError):
        return "http-status", f"the server answered {fault.response.status}"
    if "certificate verify failed" in str(fault):  # OpenSSL's words, wrapped by Twisted and Scrapy
        return "bad-certificate", "its certificate does not show that it is who it says"
    for kind, code, sentence in _CODES:
        if isinstance(fault, kind):
            return code, sentence
    return "download-failed", f"{type(fault).__name__}: {str(fault)[:120]}"


def is_full(fault: BaseException | None) -> bool:
    """Whether an error says that there is no room on the disk."""
    if isinstance(fault, sqlite3.OperationalError):
        return "full" in str(fault)
    return isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
