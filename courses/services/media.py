"""Files of lessons: what comes in is examined by its content, pictures are made small and lose their metadata."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction

from core import audit
from core.errors import DomainError
from core.pictures import PictureError, shrink, too_many_dots
from courses.engine import files
from courses.engine.whole import is_whole
from courses.enums import MEDIA_LIMITS, MediaKind
from courses.models import MediaFile
from people.models import User

# Captions of an hour are well below this.
MOST_CAPTIONS = 1024 * 1024
LONGEST_NAME = 120


def examine(upload: File[Any], *, instead_of: str = "") -> files.FileFacts:
    """What an uploaded file is, if lessons may show it.

    Arguments: `instead_of` the kind of the file it replaces, "" for none.
    Errors: media_unknown; media_too_big (limit in bytes, kind); media_other_kind (kind, was);
    media_many_dots; media_torn.
    """
    facts = files.facts_of(upload)
    if facts is None:
        raise DomainError("media_unknown")
    limit = MEDIA_LIMITS[MediaKind(facts.kind)]
    if upload.size > limit:
        raise DomainError("media_too_big", limit=limit, kind=facts.kind)
    if instead_of and facts.kind != instead_of:
        raise DomainError("media_other_kind", kind=facts.kind, was=instead_of)
    if facts.kind == MediaKind.IMAGE and too_many_dots(upload):
        raise DomainError("media_many_dots")
    if not is_whole(facts.suffix, upload):
        raise DomainError("media_torn")
    return facts


def examine_captions(upload: File[Any]) -> str:
    """The captions as text. Errors: captions_wrong (at: the time of the line that is wrong, or "")."""
    if upload.size > MOST_CAPTIONS:
        raise DomainError("captions_wrong", at="")
    upload.seek(0)
    try:
        return files.read_captions(upload.read())
    except files.CaptionsError as error:
        raise DomainError("captions_wrong", at=error.at) from error


def missing_beside(kind: str, *, transcript: str, captions: bool) -> list[str]:
    """The fields that a file of this kind needs and does not have: "transcript" for sound and film, "captions" for film."""
    needed = [("transcript", kind in {MediaKind.AUDIO, MediaKind.VIDEO} and not transcript.strip())]
    needed.append(("captions", kind == MediaKind.VIDEO and not captions))
    return [name for name, missing in needed if missing]


@transaction.atomic
def save_media(
    *, media: MediaFile, by: User | None, upload: File[Any] | None = None, captions: File[Any] | None = None
) -> MediaFile:
    """Save a file of lessons with what was typed about it.

    Arguments: `media` holds title, transcript and source; `upload` the new file, None keeps the one there is; `captions`
    likewise. Replaced files are deleted after commit.
    Errors: those of `examine` and `examine_captions`; media_missing, media_picture_broken, media_incomplete (fields).
    """
    stored = MediaFile.objects.select_for_update().get(pk=media.pk) if media.pk else None
    media.file, media.captions = (stored.file, stored.captions) if stored else ("", "")
    if upload is not None:
        _take_file(media, upload, stored.kind if stored else "")
    elif stored is None:
        raise DomainError("media_missing")
    if captions is not None:
        media.captions = ContentFile(examine_captions(captions).encode(), name="captions.vtt")
    missing = missing_beside(media.kind, transcript=media.transcript, captions=bool(media.captions))
    if missing:
        raise DomainError("media_incomplete", fields=missing)
    if stored is None:
        media.by = by
    media.save()
    if stored:
        _forget(stored.file if upload is not None else None, stored.captions if captions is not None else None)
    after = {"title": media.title, "kind": media.kind, "size": media.size, "sha256": media.sha256}
    audit.record("courses.media_saved", media, by=by, after=after)
    return media


def _take_file(media: MediaFile, upload: File[Any], instead_of: str) -> None:
    facts = examine(upload, instead_of=instead_of)
    content: File[Any] = upload
    media.width = media.height = None
    if facts.kind == MediaKind.IMAGE:
        try:
            data, media.width, media.height = shrink(upload)
        except PictureError as error:
            raise DomainError("media_picture_broken") from error
        content = ContentFile(data)
    media.sha256 = _sum_of(content)
    stem = PurePath(upload.name or "").stem.strip() or "file"
    media.kind, media.size = facts.kind, content.size
    media.filename = f"{stem[: LONGEST_NAME - len(facts.suffix)]}{facts.suffix}"
    media.file = File(content.file, name=f"file{facts.suffix}")


def _sum_of(content: File[Any]) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    for part in content.chunks():
        digest.update(part)
    content.seek(0)
    return digest.hexdigest()


def forget_files(media: MediaFile) -> None:
    """Delete the files of a row that was deleted, after commit."""
    _forget(media.file, media.captions)


def _forget(*stored: Any) -> None:
    for file in stored:
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
