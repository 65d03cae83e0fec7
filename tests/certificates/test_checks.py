import pytest
from django.core.checks import run_checks

from certificates import checks


@pytest.fixture
def missing(monkeypatch):
    def leave_out(*names):
        monkeypatch.setattr(checks, "pdf_libraries_missing", lambda: names)

    return leave_out


def test_a_machine_that_can_draw_is_not_warned(missing):
    missing()
    assert checks.pdf_libraries(None) == []


@pytest.mark.parametrize(
    ("names", "words"), [(("harfbuzz-subset",), "are slow"), (("pango-1.0", "harfbuzz-subset"), "on screen only")]
)
def test_what_is_missing_is_told_with_the_line_that_installs_it(missing, names, words):
    missing(*names)
    (warning,) = [message for message in run_checks() if message.id == "certificates.W001"]
    assert words in warning.msg
    assert "libharfbuzz-subset0" in warning.hint


def test_a_library_that_cannot_be_loaded_is_missing(monkeypatch):
    checks.pdf_libraries_missing.cache_clear()
    monkeypatch.setattr(checks, "LIBRARIES", {"no-such-library": "libno-such-library.so.0", "c": "libc.so.6"})
    assert checks.pdf_libraries_missing() == ("no-such-library",)
    checks.pdf_libraries_missing.cache_clear()
