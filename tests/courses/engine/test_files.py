import io

import pytest

from courses.engine.files import CaptionsError, FileFacts, facts_of, read_captions
from tests.courses import files


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [
        (files.picture(), "image", ".webp"),
        (files.picture(kind="PNG"), "image", ".webp"),
        (files.MP3, "audio", ".mp3"),
        (files.MP3[10:], "audio", ".mp3"),
        (files.M4A, "audio", ".m4a"),
        (files.OGG, "audio", ".ogg"),
        (files.MP4, "video", ".mp4"),
        (files.WEBM, "video", ".webm"),
        (files.PDF, "document", ".pdf"),
        (files.office(), "document", ".docx"),
        (files.office("xl/workbook.xml"), "document", ".xlsx"),
        (files.office("ppt/presentation.xml"), "document", ".pptx"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content, kind, suffix):
    assert facts_of(io.BytesIO(content)) == FileFacts(kind, suffix)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"MZ\x90\x00" + b"\x00" * 80,
        b"PK\x03\x04 torn",
        files.office("word/document.xml", "word/vbaProject.bin"),
        files.office("classes/Main.class"),
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 99,
        b"\x1a\x45\xdf\xa3matroska" + b"\x00" * 99,
    ],
)
def test_anything_else_is_unknown(content):
    assert facts_of(io.BytesIO(content)) is None


def test_captions_are_read_and_cleaned():
    assert read_captions(b"\xef\xbb\xbf" + files.CAPTIONS.replace("\n", "\r\n").encode()) == files.CAPTIONS


@pytest.mark.parametrize(
    ("content", "at"),
    [
        ("", ""),
        ("1\n00:00:00,000 --> 00:00:01,000\n先报警\n", ""),
        ("WEBVTT\n\n", ""),
        ("WEBVTT\n\n00:00:01 --> 00:00:02\n先报警\n", ""),
        ("WEBVTT\n\n00:00:03.000 --> 00:00:02.000\n先报警\n", "00:00:03.000"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n", "00:00:01.000"),
        (files.CAPTIONS.encode("gb18030"), ""),
    ],
)
def test_captions_that_a_browser_would_not_show_are_refused(content, at):
    with pytest.raises(CaptionsError) as refusal:
        read_captions(content if isinstance(content, bytes) else content.encode())
    assert refusal.value.at == at
