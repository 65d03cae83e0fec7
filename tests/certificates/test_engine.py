from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings

from certificates.checks import issuer_wording
from certificates.engine import number, wording
from certificates.engine.qr import qr_svg
from certificates.engine.status import status_on

DAY = date(2026, 6, 25)


class TestNumber:
    def test_it_is_division_year_course_and_five_digits(self):
        prefix = number.series_prefix("370102", 2026, "emg101")
        assert number.number(prefix, 37) == "370102-2026-EMG101-00037"

    def test_after_99999_it_grows(self):
        assert number.number("370102-2026-EMG101", 100_000) == "370102-2026-EMG101-100000"

    @pytest.mark.parametrize(
        "typed",
        [
            "370102-2026-EMG101-00037",
            " 370102-2026-emg101-00037 ",
            "３７０１０２－２０２６－ＥＭＧ１０１－０００３７",
            "370102—2026—EMG101—00037",
            "370102 - 2026 - EMG101 - 00037",
        ],
    )
    def test_however_it_is_typed_it_is_the_same(self, typed):
        assert number.tidy(typed) == "370102-2026-EMG101-00037"
        assert number.has_shape(number.tidy(typed))

    @pytest.mark.parametrize("typed", ["", "37", "370102-2026-EMG101-0037", "370102-2026-EMG101", "x" * 60, "1-2-3-4"])
    def test_what_cannot_be_one_is_told_apart(self, typed):
        assert not number.has_shape(number.tidy(typed))


class TestStatus:
    @pytest.mark.parametrize(
        ("days", "expected"),
        [(None, "valid"), (91, "valid"), (90, "expiring"), (0, "expiring"), (-1, "expired"), (-800, "expired")],
    )
    def test_validity_decides(self, days, expected):
        until = DAY + timedelta(days=days) if days is not None else None
        assert status_on(DAY, valid_until=until, renewal_days=90) == expected

    @pytest.mark.parametrize(
        ("flags", "expected"),
        [
            ({"suspended"}, "suspended"),
            ({"suspended", "replaced"}, "replaced"),
            ({"suspended", "replaced", "revoked"}, "revoked"),
        ],
    )
    @pytest.mark.parametrize("days", [-1, 20, 400])
    def test_the_gravest_state_counts_whatever_the_validity(self, flags, expected, days):
        until = DAY + timedelta(days=days)
        assert status_on(DAY, valid_until=until, renewal_days=90, **dict.fromkeys(flags, True)) == expected


class TestWording:
    def test_forbidden_words_are_found_once_and_the_longest(self):
        assert wording.forbidden_words("中华人民共和国全国职业资格证书") == ["中华人民共和国", "全国", "职业资格"]

    def test_ordinary_titles_have_none(self):
        assert wording.forbidden_words("居民楼火灾与电动自行车起火先期处置") == []

    def test_our_templates_messages_and_courses_have_none(self):
        base = settings.BASE_DIR
        files = [*(base / "certificates" / "templates").rglob("*"), *(base / "certificates" / "formats").glob("*.css")]
        texts = [file.read_text() for file in files if file.is_file()]
        assert len(texts) > 8
        for line in (base / "content" / "courses").glob("*.yaml"):
            texts += [row for row in line.read_text().splitlines() if row.startswith("title:")]
        assert [words for text in texts if (words := wording.forbidden_words(text))] == []

    def test_an_issuer_with_such_a_word_is_told_at_the_start(self, settings):
        assert issuer_wording(None) == []
        settings.CERTIFICATE_ISSUER = "中华网格师协会"
        assert [message.id for message in issuer_wording(None)] == ["certificates.W002"]


def test_the_qr_code_has_its_quiet_zone():
    root = ElementTree.fromstring(qr_svg("https://example.invalid/verify/abcdefghijklmnopqrstuv/", "qr"))
    assert root.get("class") == "qr"
    assert "style" not in root.attrib
    assert min(int(line) for line in _xs(root)) >= 4


def _xs(root):
    paths = [path.get("d") for path in root.iter() if path.tag.endswith("path") and path.get("stroke")]
    return [path.split("M")[1].split(" ")[0] for path in paths]
