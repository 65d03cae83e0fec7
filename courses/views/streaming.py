"""A stored file as an answer: whole or in part, from any storage, never read into memory."""

from __future__ import annotations

import hashlib
import logging

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from whitenoise.responders import SlicedFile

from courses.engine.byte_ranges import Unsatisfiable, byte_range

logger = logging.getLogger(__name__)


def send_file(request: HttpRequest, file: FieldFile, *, content_type: str, save_as: str = "") -> HttpResponseBase:
    """The file, or the bytes of it that the request asks for (206, 416), or that it has not changed (304).

    Arguments: `save_as` the name under which it is downloaded; without it, it is shown in the page. A browser keeps it for
    its person and asks each time whether it may still be shown, which costs no bytes. A stored file never changes: its
    name is random, and another file has another.
    """
    headers = {"Cache-Control": "private, no-cache", "Accept-Ranges": "bytes", "ETag": _etag(file)}
    answer = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    if answer is not None and answer.status_code != 200:
        return answer
    try:
        size = file.size
        part = byte_range(_range_header(request, headers["ETag"]), size)
    except FileNotFoundError:
        logger.error("A file of a lesson is missing in the storage: %s", file.name)
        raise Http404 from None
    except Unsatisfiable:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if disposition := content_disposition_header(bool(save_as), save_as):
        headers["Content-Disposition"] = disposition
    options = {"status": 206 if part else 200, "content_type": content_type, "headers": headers}
    if request.method == "HEAD":
        return HttpResponse(**options)
    return FileResponse(SlicedFile(file.storage.open(file.name), first, last), **options)


def _etag(file: FieldFile) -> str:
    return f'"{hashlib.sha256((file.name or "").encode()).hexdigest()[:32]}"'


def _range_header(request: HttpRequest, etag: str) -> str:
    """The range asked for, unless it is to go on with another file than this one (If-Range)."""
    if request.headers.get("If-Range", etag) != etag:
        return ""
    return request.headers.get("Range", "") if request.method == "GET" else ""
