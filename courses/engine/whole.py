"""Whether a file came whole: what says at its beginning how long it is, has all of it; what ends with a mark, ends so.

Pure: bytes in, an answer out. Formats without either (mp3, ogg) count as whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageFile

# A reader of PDF looks for the end mark in the last 1024 bytes (ISO 32000-1, annex H.3, note 18).
PDF_TAIL = 1024
SEGMENT = b"\x18\x53\x80\x67"


def is_whole(suffix: str, stream: Any) -> bool:
    """Arguments: `suffix` as `engine.files.facts_of` found it; a stream that can be sought, left at its beginning."""
    try:
        return CHECKS.get(suffix, lambda stream: True)(stream)
    finally:
        stream.seek(0)


def _size(stream: Any) -> int:
    return stream.seek(0, os.SEEK_END)


def _picture(stream: Any) -> bool:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    stream.seek(0)
    try:
        with Image.open(stream) as picture:
            picture.draft("RGB", (300, 300))
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _pdf(stream: Any) -> bool:
    stream.seek(max(0, _size(stream) - PDF_TAIL))
    return b"%%EOF" in stream.read()


def _boxes(stream: Any) -> bool:
    """ISO base media: boxes end to end (ISO/IEC 14496-12, 4.2), among them the one that says what is inside."""
    end, place, found = _size(stream), 0, False
    while place + 8 <= end:
        stream.seek(place)
        size, name = int.from_bytes(stream.read(4)), stream.read(4)
        if size == 1:
            size = int.from_bytes(stream.read(8))
        elif size == 0:
            size = end - place
        if size < 8 or place + size > end:
            return False
        found = found or name == b"moov"
        place += size
    return found


def _segment(stream: Any) -> bool:
    """WebM: the segment after the head is as long as it says, where it says it (RFC 8794, 6.2)."""
    stream.seek(4)
    head = _length(stream)
    if head is None:
        return False
    stream.seek(head, os.SEEK_CUR)
    if stream.read(4) != SEGMENT:
        return False
    length, begin = _length(stream), stream.tell()
    return length is None or begin + length <= _size(stream)


def _length(stream: Any) -> int | None:
    """A length of EBML: leading zero bits say how many bytes it takes; all ones mean that it is not known."""
    first = stream.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    bits = 7 * (more + 1)
    value = int.from_bytes(first + stream.read(more)) & ((1 << bits) - 1)
    return None if value == (1 << bits) - 1 else value


CHECKS: dict[str, Callable[[Any], bool]] = {
    ".webp": _picture,
    ".pdf": _pdf,
    ".mp4": _boxes,
    ".m4a": _boxes,
    ".webm": _segment,
}
