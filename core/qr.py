"""QR codes as inline SVG, drawn on the server."""

from io import BytesIO

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str, label: str, css_class: str = "qr") -> SafeString:
    """A QR code of `address` (error level M, quiet zone kept) as `<svg>` named `label`; its size comes from the sheet."""
    code, buffer = segno.make(address, error="m", micro=False), BytesIO()
    code.save(buffer, kind="svg", xmldecl=False, svgns=False, omitsize=True, svgclass=None, lineclass=None, nl=False)
    drawn = buffer.getvalue().decode().removeprefix("<svg")
    # The drawing is segno's, made of numbers; class and label are escaped.
    drawing = mark_safe(drawn)  # noqa: S308
    return format_html('<svg class="{}" role="img" aria-label="{}"{}', css_class, label, drawing)
