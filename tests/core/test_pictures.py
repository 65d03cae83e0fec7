import io

import pytest
from PIL import Image

from core.pictures import PictureError, shrink
from tests.courses import files


def test_a_photo_is_turned_upright_made_small_and_loses_its_metadata():
    data, width, height = shrink(io.BytesIO(files.photo_on_its_side()))
    with Image.open(io.BytesIO(data)) as made:
        assert (made.format, made.size, (width, height)) == ("WEBP", (400, 800), (400, 800))
        assert not made.getexif()
    assert shrink(io.BytesIO(files.picture(2400, 600)))[1:] == (1200, 300)
    assert shrink(io.BytesIO(files.picture(300, 200)))[1:] == (300, 200)


def test_a_torn_or_huge_picture_is_refused(monkeypatch):
    monkeypatch.setattr("core.pictures.MOST_DOTS", 1600 * 900)
    assert shrink(io.BytesIO(files.picture()))[1:] == (1200, 675)
    for content in (files.picture()[:700], b"nothing", files.picture(1601, 900)):
        with pytest.raises(PictureError):
            shrink(io.BytesIO(content))
