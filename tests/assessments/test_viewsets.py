"""The bank in /cms/: one list over all kinds, each kind with its own screens, nothing used is deleted."""

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.models import Attempt, Exam, OrderingQuestion, Question, SingleChoiceQuestion, question_kinds
from assessments.services.bank import newest_version
from assessments.viewsets import AttemptViewSet
from core import clock
from people.enums import Role
from tests.assessments.factories import (
    FACTORIES,
    EntryFactory,
    SingleChoiceFactory,
    TrueFalseFactory,
    make_attempt,
    make_exam,
)
from tests.assessments.sessions import make_session
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
BANK = Question.snippet_viewset


@pytest.fixture
def browser_of(client):
    def log_in(role):
        person = PersonFactory(role=role)
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return log_in


@pytest.fixture
def admin(browser_of):
    return browser_of(Role.SYSTEM_ADMIN)


def address(kind, name, *args):
    return reverse(kind.snippet_viewset.get_url_name(name), args=args)


def form_data(question, **change):
    """What the edit page posts."""
    data = {
        "code": question.code,
        "stem": question.stem,
        "use": question.use,
        "competency": "",
        "difficulty": 2,
        "tags": "",
        "explanation": "因为。",
        "basis": "",
        "review_by": "",
        "options-TOTAL_FORMS": 3,
        "options-INITIAL_FORMS": 0,
        "options-MIN_NUM_FORMS": 0,
        "options-MAX_NUM_FORMS": 8,
    }
    for place, (letter, right) in enumerate([("A", True), ("B", False), ("C", False)]):
        data |= {
            f"options-{place}-letter": letter,
            f"options-{place}-text": f"选项{letter}",
            f"options-{place}-ORDER": place + 1,
            f"options-{place}-id": "",
            f"options-{place}-DELETE": "",
        }
        if right:
            data[f"options-{place}-correct"] = "on"
    data.update(change)
    return {name: value for name, value in data.items() if value is not None}


def test_the_list_shows_every_kind_with_links_to_its_own_screens(admin):
    questions = [factory() for factory in FACTORIES.values()]
    page = admin.get(address(Question, "list")).content.decode()
    for question in questions:
        assert question.stem in page
        assert address(type(question), "edit", question.pk) in page


def test_adding_asks_for_the_kind_and_the_base_is_never_created(admin):
    page = admin.get(address(Question, "add"))
    for kind in question_kinds().values():
        assert address(kind, "add") in page.content.decode()
    assert admin.post(address(Question, "add"), {"code": "X", "stem": "X"}).status_code == 405
    assert not Question.objects.exists()


def test_editing_in_the_common_list_leads_to_the_kind(admin):
    question = TrueFalseFactory()
    assert admin.get(address(Question, "edit", question.pk)).url == address(type(question), "edit", question.pk)
    assert admin.get(address(Question, "edit", 10**6)).status_code == 404


@pytest.mark.parametrize("name", ["edit", "copy", "history", "usage", "inspect", "delete"])
def test_every_screen_of_every_kind_opens(admin, name):
    for factory in FACTORIES.values():
        question = factory(published=False)
        assert admin.get(address(type(question), name, question.pk)).status_code == 200, type(question)


def test_publishing_in_the_form_freezes_a_version(admin):
    draft = SingleChoiceQuestion(code="NEW-1", stem="新题？", use="exam")
    response = admin.post(address(SingleChoiceQuestion, "add"), form_data(draft, **{"action-publish": "1"}))
    assert response.status_code == 302, response.context["form"].errors
    version = newest_version(SingleChoiceQuestion.objects.get(code="NEW-1"))
    assert [option["text"] for option in version.content["options"]] == ["选项A", "选项B", "选项C"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"options-1-correct": "on"}, "有且只有一个正确选项，现在有 2 个"),
        ({"options-0-correct": None}, "有且只有一个正确选项，现在有 0 个"),
        ({"options-1-letter": "A"}, "同一个字母"),
        ({"options-1-letter": "b"}, "请用 A 到 H 的大写字母"),
        ({"stem": ""}, "请填写这一项"),
    ],
)
def test_what_keeps_a_question_from_being_published_is_said(admin, change, words):
    draft = SingleChoiceQuestion(code="NEW-1", stem="新题？", use="exam")
    page = admin.post(address(SingleChoiceQuestion, "add"), form_data(draft, **change, **{"action-publish": "1"}))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Question.objects.exists()


def order_form(**change):
    """What the page of an ordering question posts: three steps, the last two in any order."""
    posted = form_data(OrderingQuestion(code="NEW-2", stem="排一排。"))
    data = {name: value for name, value in posted.items() if not name.startswith("options")}
    data |= {"steps-TOTAL_FORMS": 3, "steps-INITIAL_FORMS": 0, "steps-MIN_NUM_FORMS": 0, "steps-MAX_NUM_FORMS": 8}
    for place, text in enumerate(["看清火情", "打119", "拦住车和人"]):
        data |= {f"steps-{place}-text": text, f"steps-{place}-ORDER": place + 1}
        data |= {f"steps-{place}-id": "", f"steps-{place}-DELETE": ""}
    return {**data, "steps-2-with_previous": "on", "action-publish": "1", **change}


def test_steps_are_written_in_the_right_order_and_dragged_into_another(admin):
    response = admin.post(address(OrderingQuestion, "add"), order_form(**{"steps-0-ORDER": 9}))
    assert response.status_code == 302, response.context["form"].errors
    question = OrderingQuestion.objects.get(code="NEW-2")
    version = newest_version(question)
    assert version.kind.summary(version.content, version.key["correct"]) == "打119、拦住车和人（不分先后） → 看清火情"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps-1-text": "看清火情"}, "有两步写得一样"),
        ({"steps-1-with_previous": "on"}, "每一步都不分先后"),
        ({"steps-1-DELETE": "1", "steps-2-DELETE": "1"}, "请至少"),
        ({"steps-1-text": ""}, "请填写这一项"),
    ],
)
def test_what_keeps_an_order_from_being_published_is_said(admin, change, words):
    page = admin.post(address(OrderingQuestion, "add"), order_form(**change))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Question.objects.exists()


def test_a_draft_may_be_incomplete(admin):
    draft = SingleChoiceQuestion(code="NEW-1", stem="新题？", use="exam")
    response = admin.post(address(SingleChoiceQuestion, "add"), form_data(draft, **{"options-0-correct": None}))
    assert response.status_code == 302
    assert newest_version(SingleChoiceQuestion.objects.get(code="NEW-1")) is None


def test_a_used_question_is_not_deleted_an_unused_draft_is(admin):
    used, draft = make_exam(kinds=["single"]).paper.items.get().question, SingleChoiceFactory(published=False)
    response = admin.post(address(SingleChoiceQuestion, "delete", used.pk), follow=True)
    assert "不能删除" in response.content.decode()
    assert Question.objects.filter(pk=used.pk).exists()
    admin.post(address(SingleChoiceQuestion, "delete", draft.pk))
    assert not Question.objects.filter(pk=draft.pk).exists()


def test_the_preview_shows_the_question_as_a_candidate_sees_it_and_the_key_apart(admin):
    question = SingleChoiceFactory()
    page = admin.get(address(SingleChoiceQuestion, "preview_on_edit", question.pk) + "?mode=")
    response = question.make_preview_request(page.wsgi_request)
    assert response.status_code == 200
    assert "考生看不到这一块" in response.content.decode()
    assert response.content.decode().count("choice__key") == 4


@pytest.mark.parametrize(
    ("role", "status"), [(Role.QUESTION_AUTHOR, 200), (Role.QUESTION_REVIEWER, 200), (Role.POLICY_EDITOR, 302)]
)
def test_the_list_opens_for_who_works_on_questions(browser_of, role, status):
    assert browser_of(role).get(address(Question, "list")).status_code == status


def test_an_author_may_add_and_a_reviewer_may_not(browser_of):
    assert browser_of(Role.QUESTION_AUTHOR).get(address(SingleChoiceQuestion, "add")).status_code == 200
    assert browser_of(Role.QUESTION_REVIEWER).get(address(SingleChoiceQuestion, "add")).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_kinds_as_for_three_of_one(
    admin, number, django_assert_max_num_queries
):
    for place in range(3):
        list(FACTORIES.values())[place % number]()
    admin.get(address(Question, "list"))
    with django_assert_max_num_queries(30):
        admin.get(address(Question, "list"))


def test_papers_and_exams_are_edited(admin):
    exam = make_exam()
    for thing in (exam, exam.paper):
        for name in ("edit", "usage", "history"):
            assert admin.get(address(type(thing), name, thing.pk)).status_code == 200
    assert admin.get(address(type(exam.paper), "list")).status_code == 200


def test_attempts_are_looked_at_and_never_changed(admin):
    entry = EntryFactory(person=PersonFactory(grid_worker=True))
    attempt = make_attempt(entry=entry, answers="right", submitted=True)
    views = AttemptViewSet()
    page = admin.get(reverse(views.get_url_name("index")))
    assert attempt.entry.person.display_name in page.content.decode()
    looked_at = admin.get(reverse(views.get_url_name("inspect"), args=[attempt.pk]))
    assert f"/manage/exams/attempts/{attempt.pk}/" in looked_at.content.decode()
    for name in ("edit", "delete"):
        assert admin.post(reverse(views.get_url_name(name), args=[attempt.pk]), {"state": "voided"}).status_code in (
            302,
            403,
        )
    assert admin.post(reverse(views.get_url_name("add")), {"state": "voided"}).status_code in (302, 403)
    attempt.refresh_from_db()
    assert attempt.state == "released"
    assert Attempt.objects.count() == 1


def test_a_formal_exam_is_not_saved_over_practice_questions_and_a_mock_exam_is(admin):
    paper = make_exam(mode="mock").paper
    paper.items.select_related("question").first().question.__class__.objects.update(use="practice")
    data = {
        "code": "NEU-1", "title": "新考试", "paper": paper.pk, "mode": "formal", "minutes": 60, "grace_seconds": 60,
        "pass_mark": 60, "attempts_allowed": 1, "resit_hours": 0, "release": "at_once", "opens": "", "closes": "",
        "show_marks": "with_result", "show_explanations": "when_done", "show_keys": "when_done", "layout": "one",
    }  # fmt: skip
    page = admin.post(address(Exam, "add"), data)
    assert "请把这些练习题换掉" in page.content.decode()
    assert not Exam.objects.filter(code="NEU-1").exists()
    admin.post(address(Exam, "add"), {**data, "mode": "mock"})
    assert Exam.objects.get(code="NEU-1").mode == "mock"


def exam_data(exam, **change):
    """What the edit page of an exam posts."""
    names = ("code", "title", "mode", "minutes", "grace_seconds", "pass_mark", "attempts_allowed", "resit_hours")
    shows = ("layout", "release", "show_marks", "show_explanations", "show_keys", "password")
    data = {name: getattr(exam, name) for name in (*names, *shows)}
    return {**data, "paper": exam.paper_id, "opens": "", "closes": "", "shuffle_items": "on", **change}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sequential": "on", "layout": "all"}, "请选“一页一题”"),
        ({"opens": "2026-06-25 12:00", "closes": "2026-06-25 12:00"}, "截止要晚于开放"),
        ({"opens": "2026-06-25 12:00", "closes": "2026-06-25 12:30"}, "不到 60 分钟"),
        ({"grace_seconds": "601"}, "最多 600 秒"),
        ({"release": "after_close"}, "请填截止时间"),
        ({"show_keys": "after_close"}, "请填截止时间"),
        ({"show_marks": "never"}, "对错不能比答案公布得晚"),
        ({"show_keys": "with_result"}, "先把答案给了下一次"),
        ({"show_explanations": "with_result"}, "先把答案给了下一次"),
    ],
)
def test_rules_that_contradict_each_other_are_told_at_the_field(admin, change, words):
    exam = make_exam()
    reply = admin.post(address(Exam, "edit", exam.pk), exam_data(exam, **change))
    assert reply.status_code == 200, "not saved"
    assert words in reply.content.decode()
    exam.refresh_from_db()
    assert (exam.sequential, exam.release, exam.show_marks) == (False, "at_once", "with_result")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"sequential": "on"},
        {"release": "after_close", "closes": "2030-06-25 12:00"},
        {"show_keys": "with_result", "attempts_allowed": 1},
        {"show_keys": "with_result", "mode": "mock"},
        {"password": "柳岸"},
        {"show_keys": "never", "show_explanations": "never"},
    ],
)
def test_rules_that_go_together_are_saved(admin, change):
    exam = make_exam()
    assert admin.post(address(Exam, "edit", exam.pk), exam_data(exam, **change)).status_code == 302


def test_with_sessions_there_is_no_password_and_there_is_an_end(admin):
    exam = make_session(clock.now()).exam
    reply = admin.post(address(Exam, "edit", exam.pk), exam_data(exam, password="柳岸"))
    assert "请清空" in reply.content.decode()
    assert admin.post(address(Exam, "edit", exam.pk), exam_data(exam, release="after_close")).status_code == 302
