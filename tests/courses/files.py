"""Small files of every kind, as they would be uploaded."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

CAPTIONS = "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\n先报警，再处置。\n"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + b"\x00" * 400
M4A = b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00M4A isommp42" + b"\x00\x00\x01\x90moov" + b"\x00" * 392
OGG = b"OggS\x00\x02" + b"\x00" * 22 + b"\x01\x13OpusHead\x01\x02" + b"\x00" * 400
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00\x00\x01\x90moov" + b"\x00" * 392
WEBM = b"\x1a\x45\xdf\xa3\x8f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm\x18\x53\x80\x67\x41\x90" + b"\x00" * 400
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def picture(width=1600, height=900, kind="JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (120, 160, 90)).save(out, kind, **options)
    return out.getvalue()


def photo_on_its_side() -> bytes:
    """As a phone stores it: turned by a note in the metadata, which also holds a place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "青松社区12号院"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(800, 400, exif=exif)


def office(folder="word/document.xml", *more) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", folder, *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def upload(content: bytes | str, name: str = "upload.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def content_of(field) -> bytes:
    """What is stored in a file field."""
    with field.open() as stored:
        return stored.read()
