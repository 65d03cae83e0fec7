"""The policies file is read whole or refused with the line that is wrong."""

from datetime import date

import pytest
from django.conf import settings

from policies.formats.yaml_policy import PolicyFileError, read

SOURCE = (settings.CONTENT_DIR / "policies.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def specs():
    return {spec.code: spec for spec in read(SOURCE)}


def test_every_part_is_read(specs):
    spec = specs["P3"]

    assert (spec.slug, spec.topic.name, spec.topic.icon) == ("ebike-safety", "消防安全", "ebike")
    assert [audience.name for audience in spec.audiences][:2] == ["租户", "业主"]
    assert spec.values["steps"][0] == {"way": "both", "text": "查充电点：{{充电点查询方式}}。"}
    assert spec.values["faq"][0]["question"] == "电池能拎回家充吗？"
    assert spec.values["review_due"] == date(2027, 10, 31)
    assert spec.values["contacts"][-1] == {
        "name": "政务服务便民热线",
        "phone": "12345",
        "hours": "24小时",
        "address": "",
    }
    assert spec.values["source_url"] == ""
    assert spec.values["worker_script"]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    分类目录: 《青禾县生活垃圾分类目录（2025年版）》\n", "", "{{分类目录}} has no value"),
        ("    分类目录: 《青禾县生活垃圾分类目录（2025年版）》\n", "    分类目录:\n", "{{分类目录}} has no value"),
        ("  topic: 环境卫生\n", "  topic: 卫生\n", "'卫生' is not one of"),
        ("  published: '2025-11-10'\n", "  published: '2025-13-10'\n", "a date like"),
        ("  - way: 线上或线下\n    text: 先看目录", "  - way: 邮寄\n    text: 先看目录", "'邮寄' is not one of"),
        ("  version: 1\n", "  version: 一\n", "a number is expected"),
        ("- code: P2\n", "- code: P1\n", "given twice: P1"),
        ("  issuer: 青禾县人民政府\n", "", "missing: issuer"),
        ("  issuer: 青禾县人民政府\n", "  issuer: 青禾县人民政府\n  issur: x\n", "unknown: issur"),
        ("  title: 垃圾分类：四个桶怎么分\n", "  title: ''\n", "a text is expected"),
        ("  documents: []\n", "  documents: none\n", "a list is expected"),
    ],
)
def test_a_mistake_is_refused_with_file_and_words(old, new, words):
    assert old in SOURCE

    with pytest.raises(PolicyFileError) as refused:
        read(SOURCE.replace(old, new, 1), "p.yaml")

    assert words in str(refused.value)
    assert str(refused.value).startswith("p.yaml:")


def test_the_line_is_the_line_of_the_mistake():
    broken = SOURCE.replace("  published: '2025-11-10'", "  published: soon", 1)

    with pytest.raises(PolicyFileError) as refused:
        read(broken, "p.yaml")

    assert str(refused.value).startswith(f"p.yaml:{line_of(broken, 'published: soon')}: ")


@pytest.mark.parametrize("text", ["", "policies: [", "- a\n- b\n"])
def test_what_is_no_policies_file_is_refused(text):
    with pytest.raises(PolicyFileError, match=r"^p.yaml:\d+: "):
        read(text, "p.yaml")
