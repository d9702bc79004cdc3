"""A picture that a browser or a program sends: read up to a limit, decoded, and kept nowhere."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from domain.fields import clean
from matching.pictures.decode import Picture, UnreadablePictureError, decode
from review.forms import check_form, read_body

MOST_BYTES = 20_000_000  # of a picture and the fields beside it
MOST_FIELDS = 32


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form: the field it came in, its name, its bytes."""

    field: str
    name: str
    data: bytes


async def read_upload(request: Request, name: str) -> tuple[Mapping[str, str], bytes]:
    """The fields of a form of ours with a file in it, and that file's bytes, b"" where none was chosen.

    Raises:
        HTTPException: 413 too long, 400 no form, 403 sent by another site or without the session's token.
    """
    fields, files = await read_uploads(request, 1, MOST_BYTES)
    return fields, next((file.data for file in files if file.field == name), b"")


async def read_uploads(request: Request, most_files: int, most_bytes: int) -> tuple[Mapping[str, str], list[Upload]]:
    """The fields of a form of ours, and the files that were chosen in it.

    Raises:
        HTTPException: 413 too long, 400 no form, 403 sent by another site or without the session's token.
    """
    body = await read_body(request, most_bytes)

    async def chunks() -> AsyncGenerator[bytes]:
        yield body

    try:
        parser = MultiPartParser(request.headers, chunks(), max_files=most_files, max_fields=MOST_FIELDS)
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise HTTPException(400) from error
    try:
        items = form.multi_items()
        files = [Upload(key, one.filename or "", await one.read()) for key, one in items if isinstance(one, UploadFile)]
        fields = {key: clean(value) for key, value in items if isinstance(value, str)}
    finally:
        await form.close()
    check_form(request, fields)
    return fields, [file for file in files if file.data]


def picture_of(data: bytes) -> Picture | None:
    """The picture; None where it cannot be read."""
    try:
        return decode(data)
    except UnreadablePictureError:
        return None
