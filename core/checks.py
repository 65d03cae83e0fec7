"""System checks: what an operator should know before the first certificate is slow or missing."""

import ctypes.util
from typing import Any

from django.core.checks import CheckMessage, Info, register

APT_LINE = "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def pdf_libraries_missing() -> list[str]:
    """The system libraries WeasyPrint needs (pango) or is 80 times slower without (harfbuzz-subset), that are absent."""
    return [name for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset") if not ctypes.util.find_library(name)]


@register()
def pdf_libraries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    missing = pdf_libraries_missing()
    if not missing:
        return []
    return [Info(f"PDF: {', '.join(missing)} missing; certificates show on screen only or are slow. {APT_LINE}", id="core.I001")]
