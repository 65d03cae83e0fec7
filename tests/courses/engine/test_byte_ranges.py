"""Which bytes a Range header asks for."""

import pytest

from courses.engine.byte_ranges import Unsatisfiable, byte_range

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", (0, 999)),
        ("bytes=0-0", (0, 0)),
        ("bytes=500-599", (500, 599)),
        ("bytes=999-", (999, 999)),
        ("bytes=900-5000", (900, 999)),
        ("bytes=-1", (999, 999)),
        ("bytes=-5000", (0, 999)),
        ("BYTES= 1-2 ", (1, 2)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=5-4", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("bytes=--5", None),
        ("bytes=٣-٤", None),
        ("lines=0-5", None),
        (f"bytes=0-{'9' * 40}", None),
    ],
)
def test_a_range_is_read_or_the_whole_is_meant(header, expected):
    assert byte_range(header, SIZE) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=1000-", SIZE), ("bytes=-0", SIZE), ("bytes=0-", 0)])
def test_a_range_without_a_byte_cannot_be_satisfied(header, size):
    with pytest.raises(Unsatisfiable):
        byte_range(header, size)
