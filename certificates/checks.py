"""System checks: what an operator should know before the first certificate is slow or missing."""

import ctypes
import ctypes.util
from functools import cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name

from certificates.engine.wording import forbidden_words

APT_LINE = "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# Needed by WeasyPrint, or (the last) 80 times slower without.
LIBRARIES = {
    "pango-1.0": "libpango-1.0.so.0",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
}


def _present(name: str, file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return bool(ctypes.util.find_library(name))
    return True


@cache
def pdf_libraries_missing() -> tuple[str, ...]:
    """The system libraries for PDF that this machine lacks; without one of the first two there is no PDF at all."""
    return tuple(name for name, file in LIBRARIES.items() if not _present(name, file))


@register()
def pdf_libraries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """certificates.W001: what is missing, what follows and the line that installs it."""
    missing = pdf_libraries_missing()
    if not missing:
        return []
    what = "are slow" if missing == ("harfbuzz-subset",) else "show on screen only"
    return [Warning(f"PDF: {', '.join(missing)} missing; certificates {what}.", hint=APT_LINE, id="certificates.W001")]


@register()
def issuer_wording(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """certificates.W002: with such an issuer no certificate is issued (domain.md 7.5)."""
    words = forbidden_words(settings.CERTIFICATE_ISSUER)
    if not words:
        return []
    return [Warning(f"CERTIFICATE_ISSUER may not contain {'、'.join(words)}.", id="certificates.W002")]
