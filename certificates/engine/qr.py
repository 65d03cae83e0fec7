"""The QR code as SVG, for the page and the PDF alike."""

import segno


def qr_svg(address: str, css_class: str) -> str:
    """An SVG element with the four quiet modules that the standard asks for; error correction M (15 %)."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(border=4, omitsize=True, svgclass=css_class, lineclass=None, light="#fff")
