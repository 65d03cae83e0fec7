"""个人档案 as PDF: A4 upright, tagged, fonts embedded, drawn like the certificate."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from certificates.formats.pdf import html_to_pdf

STYLE = Path(__file__).with_name("record.css")


def draw(context: dict[str, Any]) -> bytes:
    """The PDF of a whole record. Raises certificates.formats.pdf.PdfUnavailable or PdfBusy."""
    return html_to_pdf(render_to_string("learner/record/paper.html", context), STYLE)
