from dataclasses import replace
from pathlib import Path

import pytest
from wagtail.models import Page, Revision

from assessments.formats import yaml_bank
from assessments.models import Exam, Question
from core.errors import DomainError
from courses.formats import yaml_course
from courses.models import CoursePage, LessonPage
from courses.services import load_course, load_course_file
from tests.courses.factories import CONTENT, competency_called, course_index, load
from tests.courses.formats.test_yaml_course import COURSE

pytestmark = pytest.mark.django_db
BANK = """\
- {id: TST101-Q001, type: truefalse, comp: EMG, d: 1, stem: 电池火可以冲。, answer: false, explain: 会爆燃。, basis: 常识}
- {id: TST101-Q002, type: match, comp: EMG, d: 1, stem: 连线。, left: {1: 甲, 2: 乙}, right: {A: 丙, B: 丁}, answer: {1: A, 2: B}, explain: 对上, basis: 常识}
- {id: TST101-Q003, type: truefalse, comp: SAF, d: 1, stem: 楼道可以停车。, answer: false, explain: 堵路。, basis: 消防法}
"""


@pytest.fixture
def parent(db):
    competency_called("EMG")
    return course_index()


def spec(text: str = COURSE):
    return yaml_course.read(text, "TST101.yaml")


def bank(text: str = BANK):
    return yaml_bank.read(text, "TST101.yaml")


def test_a_file_becomes_published_pages_with_practice_questions_and_an_exam(parent):
    course = load_course(spec=spec(), by=None, parent=parent, bank=bank())
    lesson = LessonPage.objects.descendant_of(course).get()
    assert course.live
    assert lesson.live
    assert [block.block_type for block in lesson.body] == ["paragraph", "table", "callout", "check"]
    assert [(q.code, q.use, q.competency.code) for q in lesson.questions] == [("TST101-L1-1", "practice", "EMG")]
    items = list(course.exam.paper.items.values_list("question__code", flat=True))
    assert items == ["TST101-Q001", "TST101-Q003"], "what the bank cannot show is left out"
    assert (course.exam.minutes, course.exam.pass_mark) == (30, 80)


def test_an_exam_holds_at_most_as_many_questions_as_the_course_says(parent):
    text = COURSE.replace("questions: 15", "questions: 1")
    course = load_course(spec=spec(text), by=None, parent=parent, bank=bank())
    assert course.exam.paper.items.count() == 1


def test_an_exam_that_leaves_questions_out_still_holds_every_kind(parent):
    more = "".join(BANK.splitlines(keepends=True)[0].replace("Q001", f"Q{number:03}") for number in range(4, 9))
    order = "- {id: TST101-Q020, type: order, comp: EMG, stem: 排序。, items: {1: 甲, 2: 乙, 3: 丙}, answer: [2, 3, 1], explain: 先后。}\n"
    text = COURSE.replace("questions: 15", "questions: 3")
    course = load_course(spec=spec(text), by=None, parent=parent, bank=bank(BANK + more + order))
    items = course.exam.paper.items.order_by("sort_order").values_list("question__code", flat=True)
    assert list(items) == ["TST101-Q001", "TST101-Q003", "TST101-Q020"]


def test_loading_again_changes_nothing(parent):
    load_course(spec=spec(), by=None, parent=parent, bank=bank())
    before = (Revision.objects.count(), Page.objects.count(), Question.objects.count(), Exam.objects.count())
    load_course(spec=spec(), by=None, parent=parent, bank=bank())
    assert (Revision.objects.count(), Page.objects.count(), Question.objects.count(), Exam.objects.count()) == before


def test_only_the_page_that_changed_gets_a_new_revision_and_its_other_blocks_keep_their_ids(parent):
    course = load_course(spec=spec(), by=None, parent=parent, bank=bank())
    lesson = LessonPage.objects.descendant_of(course).get()
    ids = [block.id for block in lesson.body]
    load_course(spec=spec(COURSE.replace("说清地址。", "先说清地址。")), by=None, parent=parent, bank=bank())
    lesson.refresh_from_db()
    assert [block.id for block in lesson.body][1:] == ids[1:]
    assert lesson.body[0].id != ids[0]
    assert lesson.revisions.count() == 2
    assert course.revisions.count() == 1


def test_lessons_follow_the_order_of_the_file_and_what_left_it_is_unpublished(parent):
    first = COURSE[COURSE.index("      - slug") : COURSE.index("        check:")]
    second = first.replace("calling-119", "clear-first").replace("报警三要素", "清人")
    load_course(spec=spec(COURSE + second), by=None, parent=parent, bank=bank())
    turned = COURSE.replace(first, second + first)
    course = load_course(spec=spec(turned), by=None, parent=parent, bank=bank())
    lessons = LessonPage.objects.descendant_of(course).order_by("path")
    assert [lesson.slug for lesson in lessons] == ["clear-first", "calling-119"]
    load_course(spec=spec(), by=None, parent=parent, bank=bank())
    assert [lesson.slug for lesson in lessons.all().live()] == ["calling-119"]
    assert lessons.count() == 2, "people may have finished it"


def test_an_unknown_competency_is_refused_and_nothing_is_left(parent):
    with pytest.raises(DomainError) as refusal:
        load_course(spec=replace(spec(), competencies=(("XYZ", 1),)), by=None, parent=parent, bank=bank())
    assert refusal.value.code == "unknown_competency"
    assert not CoursePage.objects.exists()


def test_an_exam_needs_a_question(parent):
    with pytest.raises(DomainError) as refusal:
        load_course(spec=spec(), by=None, parent=parent, bank=[])
    assert refusal.value.code == "exam_without_questions"


def test_the_questions_beside_a_course_file_are_its_bank(parent, tmp_path: Path):
    for folder, text in (("courses", COURSE), ("questions", BANK)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "TST101.yaml").write_text(text, encoding="utf-8")
    course = load_course_file(path=tmp_path / "courses" / "TST101.yaml", by=None, parent=parent)
    assert course.exam.paper.items.count() == 2


def test_a_course_of_the_project_is_loaded_with_its_diagrams_and_cover():
    course = load("POL302")
    lesson = LessonPage.objects.descendant_of(course).get(slug="three-whenever")
    figure = next(block for block in lesson.body if block.block_type == "figure")
    assert figure.value["diagram"] == "POL302-three-whenever"
    assert course.cover == "courses/covers/POL302.svg"
    assert course.exam.paper.items.count() == 15
    assert (CONTENT / "POL302.yaml").exists()
