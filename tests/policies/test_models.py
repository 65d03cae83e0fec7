from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from core import clock
from policies import blocks
from policies.models import PolicyPage
from tests.policies.factories import make_policy

pytestmark = pytest.mark.django_db


def local_values(*rows):
    stream = PolicyPage._meta.get_field("local_values").stream_block
    return stream.to_python([{"type": "value", "value": {"name": name, "value": value}} for name, value in rows])


def test_the_text_has_the_local_values_in_place():
    page = make_policy()

    assert page.text["steps"] == [{"way": "offline", "text": "每天6:00到22:00去充电。"}]


def test_the_public_text_leaves_out_what_is_for_workers_and_editors():
    text = make_policy().public_text()

    assert "少一场火" in text
    assert not [secret for secret in ("话术", "会不会罚款", "没收。再", "没有核对") if secret in text]


@pytest.mark.parametrize("values", [(), (("充电时间", ""),)], ids=["undeclared", "empty"])
def test_a_page_with_an_unfilled_placeholder_cannot_go_live_by_any_way(values):
    page = make_policy()
    page.local_values = local_values(*values)
    revision = page.save_revision(clean=False)

    with pytest.raises(ValidationError) as refused:
        revision.publish()

    assert "{{充电时间}}" in str(refused.value.message_dict["steps"])


def test_a_declared_value_that_is_empty_is_told_at_the_values_too():
    page = make_policy()
    page.local_values = local_values(("充电时间", "早上"), ("没用到", ""))

    assert list(page.publishing_errors()) == ["local_values"]


def test_a_page_with_every_value_has_nothing_against_publishing():
    assert make_policy().publishing_errors() == {}


def test_the_three_answers_share_one_limit():
    page = make_policy()
    page.related, page.benefit, page.ask = "有" * 40, "少" * 40, "问" * 40
    assert page.publishing_errors() == {}

    page.ask = "问" * 41
    assert page.publishing_errors()["ask"].code == "first_screen_long"


def test_a_page_is_overdue_from_the_day_after_its_review_date():
    page = make_policy(review_due=date(2026, 6, 30))

    with clock.at(datetime(2026, 6, 30, 15, 59, tzinfo=UTC)):
        assert not page.is_overdue
    with clock.at(datetime(2026, 6, 30, 16, 1, tzinfo=UTC)):
        assert page.is_overdue


def test_whom_to_call_is_12345_where_it_is_a_contact_and_never_a_local_number():
    local = {"name": "社区", "phone": "0000-0000000", "hours": "", "address": ""}
    fire = {**local, "name": "火警", "phone": "119"}
    hotline = {**local, "name": "热线", "phone": "12345"}

    assert make_policy("A", contacts=[local, fire, hotline]).first_national_contact["phone"] == "12345"
    assert make_policy("B", contacts=[local, fire]).first_national_contact["phone"] == "119"
    assert make_policy("C", contacts=[local]).first_national_contact is None


def test_every_block_of_a_policy_has_a_preview_and_a_description():
    streams = [field.stream_block for field in PolicyPage._meta.get_fields() if hasattr(field, "stream_block")]
    children = {type(child) for stream in streams for child in stream.child_blocks.values()}

    assert len(children) == 12
    assert [kind.__name__ for kind in children if not (kind().get_description() and kind().get_preview_value())] == []
    assert all(kind.__module__ == blocks.__name__ for kind in children)
