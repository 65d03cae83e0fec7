"""Files that came whole, and files torn on their way."""

import io

import pytest

from courses.engine.whole import is_whole
from tests.courses import files

UNKNOWN_LENGTH = files.WEBM.replace(b"\x67\x41\x90", b"\x67\xff")
WHOLE = [
    (".webp", files.picture()),
    (".webp", files.picture(kind="PNG")),
    (".pdf", files.PDF),
    (".mp4", files.MP4),
    (".m4a", files.M4A),
    (".webm", files.WEBM),
]


@pytest.mark.parametrize(("suffix", "content"), [*WHOLE, (".webm", UNKNOWN_LENGTH), (".mp3", b"ID3")])
def test_a_whole_file_is_whole(suffix, content):
    stream = io.BytesIO(content)
    assert is_whole(suffix, stream)
    assert stream.tell() == 0


@pytest.mark.parametrize(("suffix", "content"), WHOLE)
@pytest.mark.parametrize("part", [0.1, 0.6, 0.97])
def test_a_part_of_a_file_is_torn(suffix, content, part):
    assert not is_whole(suffix, io.BytesIO(content[: int(len(content) * part)]))


def test_a_film_without_a_table_of_what_is_inside_and_a_box_of_no_size_are_torn():
    assert not is_whole(".mp4", io.BytesIO(files.MP4.replace(b"moov", b"free")))
    assert not is_whole(".mp4", io.BytesIO(files.MP4[:32] + b"\x00\x00\x00\x04moov"))
    assert is_whole(".mp4", io.BytesIO(files.MP4[:32] + b"\x00\x00\x00\x00moov"))
    assert is_whole(".mp4", io.BytesIO(files.MP4[:32] + b"\x00\x00\x00\x01moov" + (16).to_bytes(8)))
