"""Whoever runs exams grants time to a person, from the first mistake to the running clock; every screen fits and is open
to everybody."""

from datetime import timedelta

import pytest

from assessments import services
from assessments.models import ExamOverride
from people.enums import Role, UnitKind
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [390, 1280]


@pytest.fixture
def street():
    return UnitFactory(kind=UnitKind.STREET, name="东关街道")


@pytest.fixture
def sitting(street):
    """周敏 sits an exam of an hour."""
    grid = UnitFactory(parent=UnitFactory(kind=UnitKind.COMMUNITY, parent=street))
    person = PersonFactory(display_name="周敏", grid_worker=True, unit=grid)
    return make_attempt(entry=EntryFactory(person=person, exam=make_exam(minutes=60)), answers={1: "A"})


@pytest.fixture
def manager(street):
    return PersonFactory(manager=True, unit=street)


def fits(page, axe, width):
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_time_is_granted_to_a_person_after_mistakes_and_reaches_the_running_attempt(
    page_for, axe, sitting, manager, width
):
    page = page_for(manager, width=width)
    page.goto(f"/manage/exams/{sitting.entry.exam_id}/times/")
    page.get_by_role("link", name="给一位考生").click()
    page.get_by_label("考生").fill("周名")
    page.get_by_label("时长（分钟）").fill("9999")
    page.get_by_label("理由").fill("考场停电十分钟")
    page.get_by_role("button", name="看看涉及多少人").click()
    page.get_by_role("alert").get_by_text("没有找到").wait_for()
    assert page.get_by_label("理由").input_value() == "考场停电十分钟"
    fits(page, axe, width)
    page.get_by_label("考生").fill("周敏")
    page.get_by_role("button", name="看看涉及多少人").click()
    page.get_by_role("alert").get_by_text("最多 480 分钟").wait_for()
    page.get_by_label("时长（分钟）").fill("80")
    page.get_by_role("button", name="看看涉及多少人").click()
    page.get_by_text("1 人的截止时间马上改变").wait_for()
    assert not ExamOverride.objects.exists()
    fits(page, axe, width)
    page.get_by_role("button", name="确定调整").click()
    page.get_by_text("时间已经调整").wait_for()
    page.get_by_text("考场停电十分钟").wait_for()
    fits(page, axe, width)
    old = sitting.deadline
    sitting.refresh_from_db()
    assert sitting.deadline == old + timedelta(minutes=20)
    page.get_by_label("姓名、用户名或手机号").fill("周敏")
    page.get_by_role("button", name="查").click()
    page.get_by_role("heading", name="周敏").wait_for()
    fits(page, axe, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_other_screens_fit_and_have_no_barriers(page_for, axe, sitting, manager, street, width):
    services.set_accommodation(person=sitting.entry.person, extra_percent=25, reason="视力残疾二级", by=manager)
    services.set_override(exam=sitting.entry.exam, unit=street, minutes=70, reason="停电两次", by=manager)
    override = ExamOverride.objects.get()
    done = make_attempt(
        entry=EntryFactory(person=sitting.entry.person, exam=make_exam(code="KS-2")), answers="right", submitted=True
    )
    page = page_for(manager, width=width)
    for path in (
        "times/",
        f"{sitting.entry.exam_id}/times/unit/",
        f"{sitting.entry.exam_id}/times/list/",
        f"{sitting.entry.exam_id}/times/{override.pk}/remove/",
        "accommodations/",
        f"accommodations/{sitting.entry.person_id}/",
        f"accommodations/{sitting.entry.person_id}/remove/",
        "late/",
        f"attempts/{done.pk}/",
        f"attempts/{done.pk}/late/",
        f"attempts/{done.pk}/void/",
        f"entries/{done.entry_id}/excuse/",
    ):
        page.goto(f"/manage/exams/{path}")
        fits(page, axe, width)


def test_an_attempt_is_made_void_without_scripts_and_the_candidate_reads_why(page_for, sitting, street):
    invigilator = PersonFactory(role=Role.INVIGILATOR, unit=street)
    page = page_for(invigilator, javascript=False)
    page.goto(f"/manage/exams/attempts/{sitting.pk}/")
    page.get_by_role("link", name="作废这一次").click()
    page.get_by_label("事实和理由").fill("14:20 起由别人代答，监考记录为证")
    page.get_by_role("button", name="作废这一次").click()
    page.get_by_text("并已告诉考生").wait_for()
    reader = page_for(sitting.entry.person, javascript=False)
    reader.goto(f"/assessments/attempts/{sitting.pk}/")
    reader.get_by_text("14:20 起由别人代答").wait_for()
