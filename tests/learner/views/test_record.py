"""个人档案: what its owner sees and takes away, and nobody else."""

import csv
import io
import subprocess
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assessments.models import Entry
from certificates.formats.pdf import PdfBusy, PdfUnavailable
from core.jobs import run_due_jobs_here
from courses import services
from courses.models import Completion, CoursePage, CoursePrerequisite, CreditAward, CreditRule
from lms.learner.formats import record_pdf
from people.enums import Post, Role
from people.models import Message
from tests.assessments.factories import make_attempt
from tests.courses.factories import AssignmentFactory, CourseFactory, EnrolmentFactory, course_index, finish, lessons_of
from tests.people.factories import PersonFactory
from tests.support.missing import missing

pytestmark = pytest.mark.django_db
SUMMER = datetime(2026, 6, 25, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
TABS = ["", "courses/", "certificates/", "exams/", "data/"]


@pytest.fixture
def person(client):
    person = PersonFactory(password=None, post=Post.GRID_WORKER, display_name="周晓岚")
    client.force_login(person)
    course_index()
    return person


@pytest.fixture
def certified(person, django_capture_on_commit_callbacks):
    """The person finished a course and passed its exam."""
    with django_capture_on_commit_callbacks(execute=True):
        course = EnrolmentFactory(
            person=person, course=CourseFactory(with_exam=True, title="燃气泄漏"), finished=True
        ).course
        entry = Entry.objects.get(person=person, exam=course.exam)
        attempt = make_attempt(entry=entry, answers="right", submitted=True)
        services.complete_after_exam(attempt_id=attempt.pk)
    run_due_jobs_here()
    return attempt


def page_of(client, path="") -> str:
    answer = client.get(f"/my/record/{path}")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_first_day_says_where_each_thing_will_come_from(client, person):
    pages = [page_of(client, tab) for tab in TABS]
    for page, words in zip(
        pages, ["还没有学时", "还没有学过课程", "还没有证书", "还没有正式考试", "有错怎么改"], strict=True
    ):
        assert words in page
    assert "今年还差 20 学时" in pages[0]


def test_each_line_leads_to_what_it_rests_on(client, person, certified):
    page = page_of(client)
    lesson = lessons_of(CoursePage.objects.get())[0]
    assert f'href="{lesson.get_url()}#check">小测 1／1</a>' in page
    assert f'href="/assessments/attempts/{certified.pk}/result/">正式考试 100 分</a>' in page
    assert "学时 0.75／20，共 3 笔" in page
    assert "今年还差 19.25 学时" in page


def test_the_other_tabs_show_courses_certificates_exams_and_who_sees_what(client, person, certified):
    assert "100 分" in page_of(client, "courses/")
    assert person.certificates.get().number in page_of(client, "certificates/")
    exams = page_of(client, "exams/")
    assert f'href="/assessments/attempts/{certified.pk}/result/"' in exams
    assert "合格" in exams
    assert "周晓岚" in page_of(client, "data/")


def test_a_withdrawn_completion_stays_in_the_list_with_its_reason(client, person, certified):
    Completion.objects.update(withdrawn_at=SUMMER, withdrawn_reason="替考")
    page = page_of(client, "courses/")
    assert "已撤销" in page
    assert "替考" in page


def test_a_year_is_chosen_and_its_target_is_that_of_its_rule(client, person, at):
    CreditRule.objects.create(
        version=2, effective_from=SUMMER.date().replace(year=2027), lesson_steps=[[None, "0.5"]], yearly_target=30
    )
    with at(SUMMER):
        finish(person, lessons_of(EnrolmentFactory(person=person, course=CourseFactory()).course)[0])
    with at(SUMMER.replace(year=2028)):
        page = page_of(client, "?year=2026")
        assert "2026 年学时 0.25／20，共 1 笔" in page
        assert "2026 年差 19.75 学时" in page
        assert "2028 年还没有学时" in page_of(client)
        for odd in ("0", "９９９９", "abc", "99999999999999999999"):
            assert "2028 年还没有学时" in page_of(client, f"?year={odd}")


def test_courses_that_would_fill_the_year_are_named_those_begun_first_and_no_locked_ones(client, person):
    other, begun, locked = (CourseFactory(title=title) for title in ("别的课", "学了一节的课", "要先修的课"))
    finish(person, lessons_of(EnrolmentFactory(person=person, course=begun).course)[0])
    CoursePrerequisite.objects.create(course=locked, requires=other)
    page = page_of(client)
    assert page.index("学了一节的课</a>") < page.index("别的课</a>")
    assert "要先修的课</a>" not in page
    assert "1 节 · 0.25 学时" in page


def test_hours_above_a_cap_are_told(client, person):
    CreditRule.objects.update(yearly_cap=Decimal("0.25"))
    EnrolmentFactory(person=person, course=CourseFactory(), finished=True)
    assert "另有 0.25 不计入：超过每年上限" in page_of(client)


def test_a_correction_is_shown_with_its_reason_and_by_whom(client, person, certified):
    admin, line = PersonFactory(admin=True, password=None, display_name="程慧敏"), CreditAward.objects.first()
    services.correct_credit(person=person, change=Decimal("-0.25"), reason="记重了", by=admin, award=line)
    page = page_of(client)
    assert "−0.25" in page
    assert "更正：记重了" in page
    assert "程慧敏 更正" in page


def test_nobody_sees_the_record_of_somebody_else(client, person, certified):
    line = CreditAward.objects.first()
    stranger = PersonFactory(admin=True, password=None)
    client.force_login(stranger)
    for tab in TABS:
        assert "燃气泄漏" not in page_of(client, tab).split("tabbody")[1].split("</main>")[0].replace(
            "学完这些", "", 1
        ) or (tab == "")
    assert client.get(f"/my/record/ask/{line.pk}/").status_code == 404
    assert client.post(f"/my/record/ask/{line.pk}/", {"words": "不对"}).status_code == 404
    assert client.get("/my/record/ask/999999999999999999999999/").status_code == 404
    assert "0.25" not in client.get("/my/record/credits/csv/").content.decode()


@pytest.mark.parametrize("path", ["credits/", "nothing/", "data/csv/", "credits/pdf/"])
def test_what_is_no_tab_or_format_is_missing(client, person, path):
    assert client.get(f"/my/record/{path}").status_code == 404


def read_csv(client, path):
    return list(csv.reader(io.StringIO(client.get(f"/my/record/{path}").content.decode("utf-8-sig"))))


def test_the_tables_hold_the_rows_of_the_screen_and_say_what_they_are(client, person, certified):
    CoursePage.objects.update(title="=危险的课")
    rows = read_csv(client, "credits/csv/")
    assert rows[0] == ["个人档案：学时"]
    assert rows[1][0].startswith("姓名：周晓岚")
    assert any("要求 20 学时" in row[0] for row in rows)
    assert any(row[0] == "记录数：3" for row in rows)
    assert [row[-2] for row in rows[-3:]] == ["0.25"] * 3
    assert "'=危险的课" in [row[2] for row in rows[-3:]]
    for tab in ("courses", "certificates", "exams"):
        assert len(read_csv(client, f"{tab}/csv/")) > 4
    sheet = load_workbook(io.BytesIO(client.get("/my/record/courses/xlsx/").content)).active
    assert sheet.cell(sheet.max_row, 1).data_type == "s"
    assert sheet.cell(sheet.max_row, 5).value == 100


@pytest.mark.usefixtures("needs_poppler")
def test_the_pdf_holds_the_whole_record_and_rare_names(client, person, certified, tmp_path):
    person.display_name = "䶮㛃𣲗"
    person.save()
    answer = client.get("/my/record/record.pdf")
    if answer.status_code == 503:
        missing("the libraries of WeasyPrint")
    (tmp_path / "record.pdf").write_bytes(answer.content)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "record.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    for words in ("䶮㛃𣲗", "个人档案", "学时怎么算", "燃气泄漏", person.certificates.get().number, "100"):
        assert words in text
    assert "个人档案：" not in text
    fonts = subprocess.run(["pdffonts", tmp_path / "record.pdf"], capture_output=True, check=True, text=True).stdout
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:])  # embedded


@pytest.mark.parametrize(("problem", "words"), [(PdfBusy, "下载的人很多"), (PdfUnavailable, "还不能生成 PDF")])
def test_without_the_pdf_the_page_says_what_else_can_be_done(client, person, monkeypatch, problem, words):
    def refuse(context):
        raise problem

    monkeypatch.setattr(record_pdf, "draw", refuse)
    answer = client.get("/my/record/record.pdf")
    assert answer.status_code == 503
    assert words in answer.content.decode()


def test_a_request_reaches_who_can_correct_and_says_what_happens_next(client, person, certified):
    grid = person.placements.get().unit
    trainer = PersonFactory(role=Role.TRAINER, unit=grid.get_root(), password=None)
    PersonFactory(admin=True, password=None)
    line = CreditAward.objects.first()
    assert "送出以后" in page_of(client, f"ask/{line.pk}/")
    answer = client.post(f"/my/record/ask/{line.pk}/", {"words": "日期不对"}, follow=True)
    assert "更正了，或者不更正，您都会在“消息”里收到答复和理由" in answer.content.decode()
    message = Message.objects.get(template="credit_correction_asked")
    assert (message.person, message.context["words"]) == (trainer, "日期不对")


def test_without_a_trainer_the_administrators_are_asked_and_without_anybody_it_is_said(client, person):
    answer = client.post("/my/record/ask/", {"words": "5 月的一节没有记"})
    assert answer.status_code == 422
    assert "现在没有人可以更正学时" in answer.content.decode()
    assert "5 月的一节没有记" in answer.content.decode()
    admin = PersonFactory(admin=True, password=None)
    client.post("/my/record/ask/", {"words": "5 月的一节没有记"})
    assert Message.objects.get(template="credit_correction_asked").person == admin


def test_requests_are_limited_and_keep_what_was_written(client, person):
    PersonFactory(admin=True, password=None)
    for _try in range(5):
        assert client.post("/my/record/ask/", {"words": "不对"}).status_code == 302
    answer = client.post("/my/record/ask/", {"words": "还是不对"})
    assert "一天最多申请 5 次" in answer.content.decode()
    assert "还是不对" in answer.content.decode()
    assert client.post("/my/record/ask/", {"words": " "}).status_code == 422


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page_of(client, path)
    return len(captured)


def test_three_courses_take_as_many_queries_as_one(client, person, django_capture_on_commit_callbacks):
    def learn():
        with django_capture_on_commit_callbacks(execute=True):
            course = EnrolmentFactory(person=person, course=CourseFactory(with_exam=True), finished=True).course
            entry = Entry.objects.get(person=person, exam=course.exam)
            services.complete_after_exam(attempt_id=make_attempt(entry=entry, answers="right", submitted=True).pk)
        run_due_jobs_here()
        AssignmentFactory(person=person, course=CourseFactory())

    learn()
    page_of(client)
    one = [queries(client, tab) for tab in TABS]
    learn()
    learn()
    assert [queries(client, tab) for tab in TABS] == one
    assert max(one) <= 26


@pytest.mark.both_databases
def test_five_hundred_lines_are_shown_page_by_page(client, person):
    finish(person, lessons_of(EnrolmentFactory(person=person, course=CourseFactory()).course)[0])
    line = CreditAward.objects.get()
    page_of(client)
    one = queries(client, "")
    values = {name: getattr(line, name) for name in ("year", "source", "course", "lesson", "earned", "rule", "basis")}
    CreditAward.objects.bulk_create(
        CreditAward(person=person, hours=0, key=f"lesson:{number}:9", awarded_at=line.awarded_at, **values)
        for number in range(499)
    )
    assert queries(client, "") <= one + 1  # the pages are counted
    page = page_of(client, "?page=50")
    assert "共 500 笔" in page
    assert page.count('<tr role="row">') == 11
