"""Pictures that come in: examined by their content, made small, and freed of what the camera wrote into them."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

# Phone pictures have 12 to 50 million dots; more is a mistake or an attack on memory.
MOST_DOTS = 60_000_000
WIDEST = 1200
PICTURES = ("JPEG", "PNG", "WEBP", "GIF")


class PictureError(ValueError):
    """The picture cannot be read, or has too many dots."""


def is_picture(stream: Any) -> bool:
    """Whether the stream (open, seekable) holds a picture of a kind we read, whatever its name says."""
    stream.seek(0)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    try:
        with Image.open(stream, formats=PICTURES):
            return True
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False


def too_many_dots(stream: Any) -> bool:
    """Whether a picture is too large to be opened. Leaves the stream at its beginning."""
    stream.seek(0)
    with Image.open(stream, formats=PICTURES) as source:
        many = source.width * source.height > MOST_DOTS
    stream.seek(0)
    return many


def shrink(stream: Any) -> tuple[bytes, int, int]:
    """The picture as WebP, upright, at most `WIDEST` dots wide and high, without what the camera wrote into it (place, owner).

    Returns the bytes, the width and the height. Of a moving picture the first frame. Errors: PictureError.
    """
    stream.seek(0)
    try:
        with Image.open(stream, formats=PICTURES) as source:
            if source.width * source.height > MOST_DOTS:
                raise PictureError("too many dots")
            upright = ImageOps.exif_transpose(source)
            clear = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(str(error)) from error
    clear.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    # A fresh picture has no metadata to carry over.
    plain = Image.new(clear.mode, clear.size)
    plain.paste(clear)
    out = BytesIO()
    plain.save(out, "WEBP", quality=82, method=4)
    return out.getvalue(), plain.width, plain.height
