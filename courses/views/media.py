"""Pictures, sound, films and documents of lessons, for those who may read them.

Whoever may not see a file gets 404, the same as for one that does not exist: a visitor too, since a player or a picture in
a page can do nothing with a log-in.
"""

from __future__ import annotations

from pathlib import PurePath

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses.enums import MediaKind
from courses.models import MediaFile
from courses.views.streaming import send_file

# What a page may show; every other file is downloaded, whatever it says it is.
SHOWN = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".aac": "audio/aac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".m4v": "video/mp4",
    ".mp4": "video/mp4",
    ".ogv": "video/ogg",
    ".webm": "video/webm",
}
SAVED = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@require_safe
def media(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself."""
    found = get_object_or_404(MediaFile.objects.visible_to(request.user), pk=pk)
    suffix = PurePath(found.file.name).suffix.lower()
    if found.kind != MediaKind.DOCUMENT and suffix in SHOWN:
        return send_file(request, found.file, content_type=SHOWN[suffix])
    save_as = found.filename or f"{found.title}{suffix}"
    return send_file(request, found.file, content_type=SAVED.get(suffix, "application/octet-stream"), save_as=save_as)


@require_safe
def media_captions(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The captions of a film."""
    found = get_object_or_404(MediaFile.objects.visible_to(request.user), pk=pk)
    if not found.captions:
        raise Http404
    return send_file(request, found.captions, content_type="text/vtt; charset=utf-8")
