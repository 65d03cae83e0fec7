"""A trainer builds a course from nothing in a real browser, step by step as docs/guides/trainer.md says, and a learner sees it."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import CoursePage
from lms.site.services import ensure_site_pages
from people.enums import Role
from people.services import ensure_groups
from tests.courses.factories import competency_called
from tests.people.factories import PersonFactory, RoleGrantFactory, UnitFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Editor:
    """The screens of /cms/ under the hands of a trainer."""

    def __init__(self, page):
        self.page = page

    def fill(self, fields):
        for name, text in fields.items():
            self.page.locator(f"[name='{name}']").fill(text)

    def choose(self, place, words):
        """Open the chooser in this part of the form and take the row with these words."""
        self.page.locator(place).get_by_role("button", name=re.compile("^选择")).first.click()
        self.page.locator(".modal-body").get_by_role("link", name=words).first.click()
        expect(self.page.locator(".modal-body")).to_have_count(0)

    def add_block(self, name):
        """At the end of the lesson."""
        self.page.locator("#body-root > [data-streamfield-stream-container] > div > .c-sf-add-button").last.click()
        self.page.get_by_role("option", name=name).click()

    def publish(self):
        """Behind the arrow beside 保存草稿."""
        self.page.locator("footer [data-w-dropdown-target='toggle']").click()
        self.page.locator("[name='action-publish']").click()
        self._done()

    def save(self):
        self.page.locator("footer .action-save").click()
        self._done()

    def _done(self):
        expect(self.page.locator(".messages .success, .messages [class*='success']").first).to_be_visible()

    def add_below(self, title):
        """页面 → the page → 增加子页面."""
        self.page.goto(f"/cms/pages/{self.pk_of(title)}/")
        self.page.get_by_role("link", name=re.compile("子页面")).first.click()

    def pk_of(self, title):
        from wagtail.models import Page

        return Page.objects.get(title=title).pk


def write_question(editor, code, stem, use):
    editor.page.goto("/cms/snippets/assessments/question/add/")
    editor.page.get_by_role("link", name="判断题").click()
    editor.fill({"code": code, "stem": stem, "explanation": "先报警，再清人。", "basis": "消防法第四十四条"})
    editor.page.locator("[name='use']").select_option(use)
    editor.page.locator("[name='competency']").select_option(index=1)
    editor.page.locator("[name='answer']").select_option("False" if use == "practice" else "True")
    editor.publish()


def set_an_exam(editor):
    page = editor.page
    page.goto("/cms/snippets/assessments/paper/add/")
    editor.fill({"code": "SJ-NEW101", "title": "楼道巡查试卷"})
    editor.choose("#inline_child_items-0", "着火先打119")
    editor.save()
    page.goto("/cms/snippets/assessments/exam/add/")
    editor.fill({"code": "KS-NEW101", "title": "楼道巡查正式考试"})
    editor.choose("[data-contentpath='paper']", "楼道巡查试卷")
    editor.save()


def write_a_course(editor):
    page = editor.page
    editor.add_below("课程")
    editor.fill({"title": "楼道巡查", "code": "NEW101", "summary": "学会看住楼道里的火险。", "credit_hours": "1"})
    page.locator("#id_competencies-ADD").click()
    page.locator("[name='competencies-0-competency']").select_option(index=1)
    editor.choose("[data-contentpath='exam']", "楼道巡查正式考试")
    editor.publish()
    editor.add_below("楼道巡查")
    editor.fill({"title": "看得见的火险"})
    editor.publish()


def write_a_lesson(editor, title, text, question=""):
    editor.add_below("看得见的火险")
    editor.fill({"title": title})
    editor.add_block("段落")
    editor.fill({"body-0-value": text})
    if question:
        editor.add_block("课后小测")
        editor.choose("#body-1-value-questions-root, [data-contentpath='questions']", question)


def preview(editor):
    """The panel beside the form, as wide as a phone."""
    editor.page.get_by_role("button", name="预览开关").click()
    frame = editor.page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_text("楼道里不停电动车，也不堆东西。")).to_be_visible()
    expect(frame.get_by_role("heading", name="学完试一试")).to_be_visible()
    editor.page.get_by_role("button", name="预览开关").click()


def test_a_trainer_builds_a_course_with_two_lessons_a_check_and_an_exam_and_a_learner_sees_it(page_for, settings):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # It would save while the test types.
    competency_called("EMG")
    ensure_site_pages()
    ensure_groups()
    trainer, county = PersonFactory(password=None), UnitFactory(kind="county")
    for role in (Role.TRAINER, Role.COURSE_EDITOR, Role.QUESTION_AUTHOR):
        RoleGrantFactory(person=trainer, role=role, unit=county)
    editor = Editor(page_for(trainer, width=1280, height=1000))
    editor.page.set_default_timeout(45_000)  # The first screen of the back office compiles many templates.
    write_question(editor, "NEW101-L1-1", "楼道里可以停电动车。", "practice")
    write_question(editor, "NEW101-K-1", "着火先打119。", "exam")
    set_an_exam(editor)
    write_a_course(editor)
    write_a_lesson(editor, "先看楼道", "楼道里不停电动车，也不堆东西。", "楼道里可以停电动车")
    preview(editor)
    editor.publish()
    write_a_lesson(editor, "再看门口", "防火门要关得上，推得开。")
    editor.publish()

    learner = page_for(PersonFactory(password=None))
    learner.goto(CoursePage.objects.get(code="NEW101").get_url())
    learner.get_by_role("button", name="报名，学第一节").first.click()
    expect(learner.get_by_text("楼道里不停电动车，也不堆东西。")).to_be_visible()
    expect(learner.get_by_text("楼道里可以停电动车。")).to_be_visible()
