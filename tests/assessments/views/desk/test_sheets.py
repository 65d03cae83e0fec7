"""What goes on paper: the list to sign, the spreadsheet, the paper itself."""

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import QuestionVersion
from core.models import AuditEntry
from tests.assessments.factories import make_exam
from tests.assessments.views.desk.conftest import arrange

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sheet", ["list/", "list.xlsx", "paper/"])
@pytest.mark.parametrize(("who", "status"), [("invigilator", 200), ("trainer", 200), ("sibling", 404), ("viewer", 403)])
def test_whoever_runs_the_session_takes_its_sheets(as_staff, room, sheet, who, status):
    assert as_staff(who).get(room.path + sheet).status_code == status


def test_the_list_has_number_name_unit_and_a_place_to_sign(as_staff, room):
    entry = room.place(room.street.worker("周晓岚"))
    page = as_staff().get(f"{room.path}list/").content.decode()
    for words in (
        entry.admission_number,
        "周晓岚",
        "本人签名",
        str(room.street.staff["invigilator"]),
        room.session.place,
    ):
        assert words in page


def test_an_empty_list_says_so(as_staff, room):
    assert "这一场还没有考生" in as_staff().get(f"{room.path}list/").content.decode()


def test_the_spreadsheet_is_inert_and_noted(as_staff, room):
    room.place(room.street.worker("=1+1"))
    content = as_staff().get(f"{room.path}list.xlsx").content
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row if cell.value]
    assert "'=1+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    assert AuditEntry.objects.get(action="assessments.list_exported").actor == room.street.staff["invigilator"]


# The paper


def test_the_paper_is_in_its_order_without_any_key(as_staff, room):
    keys = list(QuestionVersion.objects.all())
    answer = as_staff().post(f"{room.path}paper/")
    page = answer.content.decode()
    stems = [version.content["stem"] for version in keys]
    assert [page.index(stem) for stem in stems] == sorted(page.index(stem) for stem in stems)
    assert "A．打119" in page and "准考证号" in page
    for version in keys:
        assert version.key["explanation"] not in page
        assert version.key["basis"] not in page
        assert json.dumps(version.key["correct"]) not in page
    assert "共 3 题，满分 6 分，60 分钟" in page


def test_printing_is_noted_with_who_and_looking_is_not(as_staff, room):
    as_staff().get(f"{room.path}paper/")
    assert not AuditEntry.objects.filter(action="assessments.paper_printed").exists()
    as_staff().post(f"{room.path}paper/")
    line = AuditEntry.objects.get(action="assessments.paper_printed")
    assert (line.actor, line.object_id) == (room.street.staff["invigilator"], str(room.session.pk))


@pytest.mark.parametrize(
    ("who", "ahead", "status"),
    [
        ("trainer", timedelta(days=2), 200),
        ("manager", timedelta(days=2), 200),
        ("trainer", timedelta(days=4), 422),
        ("invigilator", timedelta(days=2), 422),
        ("invigilator", timedelta(minutes=5), 200),
        ("trainer", timedelta(hours=-2), 422),
    ],
)
def test_organisers_print_some_days_ahead_and_invigilators_on_the_day(as_staff, street, at, who, ahead, status):
    noon = timezone.localtime().replace(hour=12, minute=0)
    starts = noon + ahead
    session = arrange(street.unit, make_exam(), starts=starts, ends=starts + timedelta(hours=1))
    with at(noon):
        assert as_staff(who).post(f"/manage/exams/sessions/{session.pk}/paper/").status_code == status
    assert AuditEntry.objects.filter(action="assessments.paper_printed").count() == (status == 200)


def test_a_paper_without_questions_says_so(as_staff, room):
    exam = make_exam(code="EMPTY")
    session = arrange(room.street.unit, exam)
    exam.paper.items.all().delete()
    answer = as_staff("trainer").post(f"/manage/exams/sessions/{session.pk}/paper/")
    assert answer.status_code == 422
    assert "试卷还没准备好" in answer.content.decode()
