"""What an uploaded file really is, told from its first bytes and never from its name; captions read.

Only what phones play and learners can open is known; everything else is unknown. Pure: bytes in, facts out.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import Any

import webvtt

from core.pictures import is_picture

HEAD = 64
OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
# What a table of contents of an office file must not name: a macro.
MACRO = "vbaproject.bin"


@dataclass(frozen=True)
class FileFacts:
    """`kind` as in courses.enums.MediaKind; `suffix` with its dot, by content."""

    kind: str
    suffix: str


class CaptionsError(ValueError):
    """Not usable WebVTT; `at` is the time of the line that is wrong, empty where that is not known."""

    def __init__(self, words: str, at: str = "") -> None:
        super().__init__(words)
        self.at = at


def facts_of(stream: Any) -> FileFacts | None:
    """What the file is, or None for what is not known. Leaves the stream (open, seekable) at its beginning."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    try:
        return _sound_or_film(head, stream) or _document(head, stream) or _picture(stream)
    finally:
        stream.seek(0)


def _sound_or_film(head: bytes, stream: Any) -> FileFacts | None:
    if head[:3] == b"ID3" or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return FileFacts("audio", ".mp3")
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head[:4] == b"OggS":
        return FileFacts("audio", ".ogg") if b"OpusHead" in head or b"\x01vorbis" in head else None
    if head[:4] == b"\x1a\x45\xdf\xa3":
        stream.seek(0)
        return FileFacts("video", ".webm") if b"webm" in stream.read(4096) else None
    return None


def _iso_media(brand: bytes) -> FileFacts | None:
    if brand in {b"M4A ", b"M4B "}:
        return FileFacts("audio", ".m4a")
    films = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"}
    return FileFacts("video", ".mp4") if brand in films else None


def _document(head: bytes, stream: Any) -> FileFacts | None:
    if head[:5] == b"%PDF-":
        return FileFacts("document", ".pdf")
    if head[:4] != b"PK\x03\x04":
        return None
    stream.seek(0)
    try:
        names = zipfile.ZipFile(stream).namelist()
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith(MACRO) for name in names):
        return None
    found = {suffix for folder, suffix in OFFICE.items() if any(name.startswith(folder) for name in names)}
    return FileFacts("document", f".{found.pop()}") if len(found) == 1 else None


def _picture(stream: Any) -> FileFacts | None:
    return FileFacts("image", ".webp") if is_picture(stream) else None


def read_captions(data: bytes) -> str:
    """The captions as clean text. Errors: CaptionsError where they are not strict WebVTT in UTF-8, or hold no usable line."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise CaptionsError("not UTF-8") from error
    try:
        captions = webvtt.from_string(text, strict=True).captions
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError) as error:
        raise CaptionsError(str(error)) from error
    if not captions:
        raise CaptionsError("no captions")
    for caption in captions:
        if caption.end_time.in_milliseconds() <= caption.start_time.in_milliseconds() or not caption.text.strip():
            raise CaptionsError("a caption without time or words", caption.start)
    return text
