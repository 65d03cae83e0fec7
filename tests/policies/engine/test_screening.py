import time

import pytest
import yaml
from django.conf import settings

from policies.engine.screening import Reason, is_urgent, reasons_to_look

QUIET = {"sent_before": False, "from_device": 1, "crowded": False}


@pytest.mark.anchor_43
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("便宜贷款点 https://example.invalid/x", Reason.LINK),
        ("看www.example.com", Reason.LINK),
        ("啊啊啊啊啊啊啊啊啊啊啊啊啊", Reason.REPEATED),
        ("快点处理快点处理快点处理快点处理", Reason.REPEATED),
        ("无抵押当天放款，有需要的联系", Reason.WORDS),
    ],
)
def test_what_looks_like_rubbish_is_looked_at_first(text, reason):
    assert reason in reasons_to_look(text, **QUIET)


@pytest.mark.anchor_43
def test_so_is_what_came_before_or_comes_too_often():
    words = "晚上十点才下班，垃圾桶都锁了，扔哪？"
    assert reasons_to_look(words, **QUIET) == []
    assert reasons_to_look(words, **QUIET | {"sent_before": True}) == [Reason.REPEATED]
    assert reasons_to_look(words, **QUIET | {"from_device": 4}) == [Reason.MANY]
    assert reasons_to_look(words, **QUIET | {"crowded": True}) == [Reason.MANY]


def questions():
    return yaml.safe_load((settings.CONTENT_DIR / "resident_questions.yaml").read_text())["questions"]


def test_no_real_question_of_the_content_is_held_back_and_each_urgent_one_is_recognised():
    rows = questions()
    assert [row["id"] for row in rows if reasons_to_look(row["text"], **QUIET)] == []
    urgent = [row["id"] for row in rows if row["urgent_notice_shown"]]
    assert set(urgent) <= {row["id"] for row in rows if is_urgent(row["text"])}


@pytest.mark.anchor_44
@pytest.mark.parametrize("piece", ["a", "a.", "ab", "啊", "转了", "www", " "])
def test_screening_takes_no_time_whatever_is_sent(piece):
    text = (piece * 100_000)[:100_000]
    began = time.perf_counter()
    reasons_to_look(text, **QUIET)
    is_urgent(text)
    assert time.perf_counter() - began < 2


def test_asking_to_be_called_is_no_emergency():
    assert not is_urgent("充电棚太远，打我电话，我姓李") and is_urgent("我老公打我")
