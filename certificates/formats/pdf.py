"""The certificate as PDF/A-3u: A4 landscape, tagged, fonts embedded, drawn by WeasyPrint.

WeasyPrint is imported when the first certificate is drawn (it takes a second or two), and needs Pango, which cannot be
installed by pip: without it `PdfUnavailable` is raised and the product shows the certificate on screen only.
"""

import atexit
import threading
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.template.loader import render_to_string
from django.utils import translation

from certificates.engine.document import Document
from certificates.engine.qr import qr_svg

# Debian's fonts-noto-cjk; where it is missing the packaged font is used instead (one weight, without serifs).
SERIF = "Noto Serif CJK SC"
PACKAGED = Path(str(files("noto_cjk_sans_otc"))) / "NotoSansCJK-Regular.ttc"
STYLE = Path(__file__).with_name("certificate.css")
# Drawing takes a whole core: one at a time in a process, and nobody waits for ever.
WAIT_SECONDS = 10
_drawing = threading.BoundedSemaphore(1)


class PdfUnavailable(Exception):
    """This machine lacks the libraries that draw PDF."""


class PdfBusy(Exception):
    """Too many certificates are being drawn; try again in a moment."""


def draw(document: Document, verify_url: str) -> bytes:
    """The PDF of a document; its QR code leads to `verify_url`. Raises PdfUnavailable or PdfBusy."""
    with translation.override("zh-hans"):
        page = render_to_string(
            "certificates/print.html",
            {"document": document, "qr": qr_svg(verify_url, "qr-print"), "verify_url": verify_url},
        )
    return html_to_pdf(page)


def html_to_pdf(page: str, style: Path = STYLE) -> bytes:
    """Draw a page that may use this style sheet and nothing from anywhere else. Raises PdfUnavailable or PdfBusy."""
    _load()
    if not _drawing.acquire(timeout=WAIT_SECONDS):
        raise PdfBusy
    try:
        return _draw(page, style)
    finally:
        _drawing.release()


def _load() -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        raise PdfUnavailable(str(error)) from error


def _draw(page: str, style: Path) -> bytes:
    from weasyprint import HTML

    fonts, sheet = _style(style)
    return HTML(string=page, url_fetcher=_fetcher()).write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3u", pdf_tags=True
    )


@cache
def _style(path: Path) -> tuple[Any, Any]:
    """Fonts and a style sheet, read once in a process (only one thread draws at a time).

    The packaged font is used when the machine has no Chinese font with serifs.
    """
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    # At the end of the process they must go while WeasyPrint is still there.
    atexit.register(_style.cache_clear)
    style, fonts = path.read_text(), FontConfiguration()
    if not system_has(SERIF):
        style = f'@font-face {{ font-family: "Packaged CJK"; src: url("{PACKAGED.as_uri()}"); }}\n{style}'
    return fonts, CSS(string=style, font_config=fonts, url_fetcher=_fetcher())


@cache
def system_has(family: str) -> bool:
    """Whether fontconfig finds this very family."""
    from weasyprint.text.ffi import ffi, fontconfig

    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(config, pattern, fontconfig.FcMatchFont)
    fontconfig.FcDefaultSubstitute(pattern)
    match = fontconfig.FcFontMatch(config, pattern, ffi.new("FcResult *"))
    if match == ffi.NULL:
        return False
    match = ffi.gc(match, fontconfig.FcPatternDestroy)
    found = ffi.new("FcChar8 **")
    fontconfig.FcPatternGetString(match, b"family", 0, found)
    return found[0] != ffi.NULL and ffi.string(found[0]).decode() == family


def _fetcher() -> Any:
    """Nothing is fetched but data: and the packaged font: no host, no other file (CVE-2024-28184 and its kin)."""
    from weasyprint.urls import URLFetcher

    class NothingButTheFont(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols=("file", "data"), allow_redirects=False)

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == "file" and (parts.netloc or Path(unquote(parts.path)).resolve() != PACKAGED.resolve()):
                raise ValueError("not the packaged font")
            return super().fetch(url, headers)

    return NothingButTheFont()
