"""The PDF: right words, real fonts, a QR code that is read, nothing fetched from anywhere."""

import builtins
import http.server
import os
import re
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest
from django.conf import settings

from certificates.engine.document import read_snapshot
from certificates.formats import pdf
from certificates.formats.pdf import PdfBusy, PdfUnavailable, html_to_pdf
from certificates.reports import render_pdf
from tests.certificates.factories import CertificateFactory
from tests.support.threads import together

RARE = "𠮷㛃䶮𣲗"
BASE = "https://learn.example.invalid"


def text_of(data, tmp_path):
    file = tmp_path / "out.pdf"
    file.write_bytes(data)
    return subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout


def facts_of(data, tmp_path):
    file = tmp_path / "out.pdf"
    file.write_bytes(data)
    lines = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def inflated(data):
    """Every stream of the file as it is inside."""
    for stream in re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            yield stream


@pytest.fixture
def rare(db):
    return CertificateFactory(holder=RARE)


@pytest.fixture
def rare_pdf(rare, needs_poppler):
    return render_pdf(rare, BASE)


class TestTheDocument:
    def test_every_fact_is_there_as_text_rare_characters_too(self, rare, rare_pdf, tmp_path):
        text = text_of(rare_pdf, tmp_path)
        for fact in ("培训合格证书", RARE, rare.number, rare.snapshot["course"], rare.snapshot["unit"], "1.5 学时"):
            assert fact in text
        for fact in ("考核合格", "考核日期", "有效期至", "颁发日期", "盖章处", rare.snapshot["issuer"]):
            assert fact in text

    def test_it_is_one_tagged_a4_page_with_a_title(self, rare, rare_pdf, tmp_path):
        facts = facts_of(rare_pdf, tmp_path)
        assert (facts["Pages"], facts["Tagged"], facts["Form"], facts["JavaScript"]) == ("1", "yes", "none", "no")
        assert facts["Page size"] == "841.89 x 595.276 pts (A4)"
        assert facts["Title"] == f"培训合格证书 {rare.number}"

    def test_it_says_that_it_is_pdf_a_3u_in_chinese(self, rare_pdf):
        inside = b"".join(inflated(rare_pdf))
        assert b"pdfaid:part>3<" in inside or b'pdfaid:part="3"' in inside
        assert b"pdfaid:conformance>U<" in inside or b'pdfaid:conformance="U"' in inside
        assert b"/Lang(zh-CN)" in inside.replace(b" ", b"")

    def test_every_font_is_embedded(self, rare_pdf, tmp_path):
        file = tmp_path / "out.pdf"
        file.write_bytes(rare_pdf)
        rows = subprocess.run(["pdffonts", file], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
        assert rows
        for row in rows:
            assert row.split()[-5:-2] == ["yes", "yes", "yes"], row

    def test_the_qr_code_leads_to_the_page_that_verifies_it(self, rare, rare_pdf, needs_zbar, tmp_path, client):
        file = tmp_path / "out.pdf"
        file.write_bytes(rare_pdf)
        subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", file, tmp_path / "page"], check=True)
        read = subprocess.run(
            ["zbarimg", "-q", tmp_path / "page.png"], check=False, capture_output=True, text=True
        ).stdout
        assert read.strip() == f"QR-Code:{BASE}/verify/{rare.token}/"
        assert "证书有效" in client.get(f"/verify/{rare.token}/").content.decode()

    @pytest.mark.parametrize(
        "holder", ["阿卜杜热合曼·阿卜杜克热木·买买提明·托合提", "Alexandra Montgomery-Featherstonehaugh"]
    )
    def test_a_long_name_and_a_long_title_still_make_one_page(self, holder, db, needs_poppler, tmp_path):
        certificate = CertificateFactory(holder=holder)
        certificate.snapshot |= {
            "course": "社区治理政策解读与居民意见收集办理全流程实务" * 2,
            "unit": "青禾县某某街道" * 4,
        }
        data = render_pdf(certificate, BASE)
        assert facts_of(data, tmp_path)["Pages"] == "1"
        assert holder.split("·")[0][:8] in text_of(data, tmp_path)

    def test_without_an_end_it_says_so(self, db, needs_poppler, tmp_path):
        certificate = CertificateFactory()
        certificate.snapshot["valid_until"] = ""
        assert "长期有效" in text_of(render_pdf(certificate, BASE), tmp_path)


def test_without_any_system_font_the_packaged_one_is_used(rare, needs_poppler, tmp_path):
    """In a process of its own, whose fontconfig knows no font."""
    config = tmp_path / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    program = f"""
import django, warnings; django.setup(); warnings.simplefilter("ignore")
from certificates.formats import pdf
from certificates.engine.document import read_snapshot
document = read_snapshot({rare.number!r}, {rare.snapshot!r})
open({str(tmp_path / "out.pdf")!r}, "wb").write(pdf.draw(document, "https://x.invalid/verify/t/"))
"""
    environment = {**os.environ, "FONTCONFIG_FILE": str(config), "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, cwd=settings.BASE_DIR, timeout=60)
    assert RARE in text_of((tmp_path / "out.pdf").read_bytes(), tmp_path)
    fonts = subprocess.run(["pdffonts", tmp_path / "out.pdf"], check=True, capture_output=True, text=True).stdout
    assert "Packaged-CJK" in fonts


@pytest.fixture
def canary():
    """A server on loopback that writes down what it is asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302 if "redirect" in self.path else 200)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


HOSTILE = [
    '<img src="{url}/img.png">',
    '<img src="{url}/redirect">',
    '<img src="{file}">',
    '<p style="background: url({url}/css)">x</p>',
    '<style>@import url("{url}/import.css");</style>',
    '<style>@import url("{file}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{url}/font.ttf"), url("{file}") }} p {{ font-family: x }}</style><p>x</p>',
    '<link rel="stylesheet" href="{url}/link.css">',
    '<link rel="attachment" href="{url}/attachment">',
    '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">x</a>',
    '<a rel="attachment" href="{url}/a">x</a>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}/svg.png" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{file}" width="9" height="9"/></svg>',
    '<object data="{url}/object"></object><embed src="{file}">',
    '<img src="{url}/picture.eps">',
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}/nested'/></svg>\">",
    '<body background="{url}/hint">x',
    '<p style="content: url({url}/content)">x</p><p style="list-style: url({url}/list)">x</p>',
]


@pytest.mark.anchor_40
class TestNothingIsFetched:
    @pytest.mark.filterwarnings("ignore")
    @pytest.mark.parametrize("markup", HOSTILE)
    def test_neither_a_host_nor_a_file(self, markup, canary, tmp_path, needs_poppler):
        url, asked = canary
        planted = tmp_path / "planted.css"
        planted.write_text("/* CANARY-77 */ p::before { content: 'CANARY-77' }")
        data = html_to_pdf(f"<html lang=zh><title>t</title>{markup.format(url=url, file=planted.as_uri())}<p>正文</p>")
        assert asked == []
        assert b"CANARY-77" not in data
        text = text_of(data, tmp_path)
        assert "CANARY-77" not in text
        assert "正文" in text
        attached = subprocess.run(
            ["pdfdetach", "-list", tmp_path / "out.pdf"], check=True, capture_output=True, text=True
        )
        assert attached.stdout.startswith("0 embedded")

    def test_the_canary_sings_when_somebody_asks(self, canary):
        """The control: with WeasyPrint's own fetcher it would be asked."""
        from weasyprint import HTML

        url, asked = canary
        HTML(string=f'<img src="{url}/img.png">').write_pdf()
        assert asked == ["/img.png"]

    @pytest.mark.parametrize(
        "holder",
        ['<img src="{url}/x.png">', "</span><link rel=attachment href={url}/y>", "</style><style>@import '{url}/z'"],
    )
    def test_a_name_is_only_text(self, holder, canary, db, tmp_path, needs_poppler):
        url, asked = canary
        certificate = CertificateFactory(holder="陈静")
        certificate.snapshot |= {"holder": holder.format(url=url), "course": holder.format(url=url)}
        text = text_of(render_pdf(certificate, BASE), tmp_path)
        assert asked == []
        assert "127.0.0.1" in text.replace("\n", "")

    def test_another_file_that_only_looks_like_the_font_is_refused(self, tmp_path):
        fetcher = pdf._fetcher()
        for address in (
            pdf.PACKAGED.as_uri().replace("NotoSansCJK", "../noto_cjk_sans_otc/../../../etc/passwd#"),
            "file:///etc/hostname",
            "file://localhost" + str(pdf.PACKAGED),
            f"{pdf.PACKAGED.parent.as_uri()}/%2e%2e/six.py",
            "http://127.0.0.1/",
            "ftp://127.0.0.1/",
        ):
            with pytest.raises(ValueError, match=r"packaged font|disallowed"):
                fetcher.fetch(address)
        assert fetcher.fetch(pdf.PACKAGED.as_uri())


class TestTheMachine:
    def test_without_pango_it_says_so(self, monkeypatch):
        def no_library():
            raise OSError("cannot load library 'libpango-1.0-0'")

        monkeypatch.setattr("builtins.__import__", _failing_import(no_library))
        with pytest.raises(PdfUnavailable, match="libpango"):
            html_to_pdf("<p>x")

    def test_one_is_drawn_at_a_time_and_nobody_waits_for_ever(self, monkeypatch):
        monkeypatch.setattr(pdf, "WAIT_SECONDS", 0.05)
        inside, most, refused = [], [], []
        gate = threading.Event()

        def slow(page, style):
            inside.append(1)
            most.append(len(inside))
            gate.wait(1)
            inside.pop()
            return b"%PDF"

        monkeypatch.setattr(pdf, "_draw", slow)

        def draw():
            try:
                html_to_pdf("<p>x")
            except PdfBusy:
                refused.append(1)

        together(4, draw)
        assert (most, len(refused)) == ([1], 3)

    @pytest.mark.django_db(transaction=True)
    def test_four_at_once_are_all_right(self):
        certificate = CertificateFactory()
        document = read_snapshot(certificate.number, certificate.snapshot)
        made = []
        together(4, lambda: made.append(pdf.draw(document, f"{BASE}/verify/t/")))
        assert len(made) == 4
        assert all(data.startswith(b"%PDF-1.7") for data in made)


def _failing_import(fail):
    original = builtins.__import__

    def importer(name, *args, **kwargs):
        if name == "weasyprint":
            fail()
        return original(name, *args, **kwargs)

    return importer


def test_the_style_sheet_asks_for_no_address():
    assert "url(" not in Path(pdf.STYLE).read_text()
