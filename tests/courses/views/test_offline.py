"""What a device may save, and what it sends when the network is back: once, for its owner, for what was shown."""

import re
import uuid

import pytest
from django.urls import reverse

from assessments.services import publish_question
from core.models import AuditEntry
from courses.models import CheckResult, LessonProgress
from tests.assessments.factories import TrueFalseFactory
from tests.courses.factories import CardFactory, CourseFactory, EnrolmentFactory, LessonFactory, lessons_of
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def sent(client, lesson, *, name="对", **changes):
    """The form of the lesson's page as the device keeps and sends it, with the answer "true"."""
    html = client.get(lesson.get_url() + "?again=1").text
    fields = dict(re.findall(r'<input type="hidden" name="((?:person|cycle|version-\d+))" value="(\d+)">', html))
    fields |= {f"q{pk}-answer": "true" for pk in lesson.question_ids}
    fields |= {"client_id": str(uuid.uuid4()), "device_at": "2026-06-25T09:30:00+08:00"}
    return fields | changes


def send(client, lesson, fields):
    return client.post(reverse("courses:send", args=[lesson.pk]), fields)


def test_a_course_is_told_with_its_pages_in_order_to_those_enrolled_only(client, learner, enrolled, course):
    address = reverse("courses:package", args=[course.pk])
    told = client.get(address).json()
    assert [page["kind"] for page in told["pages"]] == ["course", "lesson", "lesson"]
    assert [page["url"] for page in told["pages"][1:]] == [lesson.get_url() for lesson in lessons_of(course)]
    assert told["person"] == learner.pk
    client.force_login(PersonFactory(password=None))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).json() == {"code": "session_expired"}


def test_a_lesson_whose_check_was_not_passed_is_saved_with_its_questions_to_be_taken_again(client, enrolled, course):
    first, _second = lessons_of(course)

    def asked():
        return [page["asks"] for page in client.get(reverse("courses:package", args=[course.pk])).json()["pages"]]

    assert asked() == ["", "", ""]
    client.post(reverse("courses:check", args=[first.pk]), {f"q{pk}-answer": "false" for pk in first.question_ids})
    assert asked() == ["", "?again=1", ""]
    assert "data-check data-busy" in client.get(first.get_url() + "?again=1").text
    client.post(reverse("courses:check", args=[first.pk]), {f"q{pk}-answer": "true" for pk in first.question_ids})
    assert asked() == ["", "", ""]


def test_a_version_changes_with_the_lesson_and_with_its_questions_and_not_otherwise(client, enrolled, course):
    def versions():
        return [page["version"] for page in client.get(reverse("courses:package", args=[course.pk])).json()["pages"]]

    first, before = lessons_of(course)[0], versions()
    assert versions() == before
    question = first.questions[0]
    question.stem = "起火时先做什么？"
    publish_question(question=question, by=None)
    reworded = versions()
    assert [old == new for old, new in zip(before, reworded, strict=True)] == [True, False, True]
    first.title = "报警四要素"
    first.save_revision().publish()
    assert [old == new for old, new in zip(reworded, versions(), strict=True)] == [True, False, True]


def test_a_package_takes_the_same_queries_however_many_lessons(client, learner, django_assert_max_num_queries):
    for lessons in (1, 3):
        course = EnrolmentFactory(person=learner, course=CourseFactory(lessons=lessons)).course
        with django_assert_max_num_queries(14):
            client.get(reverse("courses:package", args=[course.pk]))


def test_a_kept_try_counts_once_however_often_it_is_sent(client, learner, enrolled, course):
    lesson = lessons_of(course)[0]
    fields = sent(client, lesson)
    told = send(client, lesson, fields).json()
    assert (told["code"], told["right"], told["total"], told["passed"]) == ("ok", 1, 1, True)
    assert "通过了" in told["part"]
    assert send(client, lesson, fields).json() == told
    result = CheckResult.objects.get()
    assert (str(result.client_id), result.device_at.isoformat()) == (fields["client_id"], "2026-06-25T01:30:00+00:00")
    assert AuditEntry.objects.filter(action="courses.check_taken").count() == 1
    # The page itself sends under the same name: a reply that got lost makes no second try either.
    client.post(reverse("courses:check", args=[lesson.pk]), fields)
    assert CheckResult.objects.count() == 1


def test_it_is_marked_by_the_versions_that_were_shown(client, enrolled, course):
    lesson = lessons_of(course)[0]
    fields = sent(client, lesson)
    question = lesson.questions[0]
    question.stem, question.answer = "着火时可以坐电梯", False
    publish_question(question=question, by=None)
    assert send(client, lesson, fields).json()["passed"]
    assert CheckResult.objects.get().answers[0]["stem"] != question.stem


@pytest.mark.parametrize("change", ["another_question", "cycle", "foreign_version", "huge"])
def test_what_was_made_for_something_else_is_refused_in_words_and_changes_nothing(client, enrolled, course, change):
    lesson = lessons_of(course)[0]
    fields = sent(client, lesson)
    name = f"version-{lesson.question_ids[0]}"
    if change == "another_question":
        lesson.body = [("check", {"questions": [TrueFalseFactory(use="practice", answer=True)]})]
        lesson.save_revision().publish()
    elif change == "cycle":
        fields["cycle"] = "2"
    elif change == "foreign_version":
        other = sent(client, lessons_of(course)[1])
        fields[name] = next(value for key, value in other.items() if key.startswith("version-"))
    else:
        fields[name] = "9" * 18
    answer = send(client, lesson, fields)
    assert answer.status_code == 409
    assert "再做一遍" in answer.json()["message"]
    page = client.post(reverse("courses:check", args=[lesson.pk]), fields)
    assert "换了题目" in page.text
    assert not CheckResult.objects.exists()


def test_what_comes_too_late_is_told(client, enrolled, course):
    first, second = lessons_of(course)
    fields, other = sent(client, first), sent(client, second)
    first.unpublish()
    answer = send(client, first, fields)
    assert (answer.status_code, answer.json()["code"]) == (404, "lesson_gone")
    enrolled.delete()
    answer = send(client, second, other)
    assert (answer.status_code, answer.json()["code"]) == (404, "lesson_gone")


def test_nobody_sends_what_somebody_else_kept(client, enrolled, course):
    lesson = lessons_of(course)[0]
    fields = sent(client, lesson)
    other = PersonFactory(password=None)
    EnrolmentFactory(person=other, course=course)
    client.force_login(other)
    answer = send(client, lesson, fields)
    assert (answer.status_code, answer.json()["code"]) == (403, "other_person")
    client.logout()
    assert send(client, lesson, fields).json() == {"code": "session_expired"}
    assert not CheckResult.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"client_id": "x"}, {"person": ""}, {"cycle": "0"}, {"device_at": "x" * 50}, {"person": "9" * 40}]
)
def test_what_cannot_be_read_is_refused(client, enrolled, course, changes):
    lesson = lessons_of(course)[0]
    answer = send(client, lesson, sent(client, lesson, **changes))
    assert answer.status_code in (400, 403)
    assert not CheckResult.objects.exists()


@pytest.mark.parametrize(
    "moment", ["", "yesterday", "2026-13-45T99:00:00Z", "1970-01-01T00:00:00Z", "2026-06-25T09:30:00"]
)
def test_a_clock_that_says_nothing_does_not_stop_a_try(client, enrolled, course, moment):
    lesson = lessons_of(course)[0]
    assert send(client, lesson, sent(client, lesson, device_at=moment)).json()["passed"]
    assert CheckResult.objects.get().device_at is None


def test_the_end_of_a_lesson_without_a_check_is_kept_too(client, learner):
    course = EnrolmentFactory(person=learner, course=CourseFactory(lessons=1, lessons__check=False)).course
    lesson = lessons_of(course)[0]
    fields = sent(client, lesson, what="finish")
    assert send(client, lesson, fields | {"cycle": "2"}).status_code == 409
    for _again in range(2):
        assert send(client, lesson, fields).json()["passed"]
    assert LessonProgress.objects.get().finished_at
    other = LessonFactory(parent=lesson.get_parent())
    assert send(client, other, fields).json()["code"] == "check_not_passed"


def test_hello_says_whose_log_in_it_is_and_gives_a_token(client, learner):
    answer = client.get(reverse("courses:hello"))
    assert answer.json() == {"person": learner.pk}
    assert answer.cookies["csrftoken"].value
    client.logout()
    assert client.get(reverse("courses:hello")).status_code == 401


def test_of_an_ordered_course_only_what_is_open_is_saved_and_a_later_lesson_waits_for_the_earlier(client, learner):
    course = EnrolmentFactory(person=learner, course=CourseFactory(sequential=True)).course
    first, second = lessons_of(course)
    told = client.get(reverse("courses:package", args=[course.pk])).json()
    assert ([page["id"] for page in told["pages"]], told["waiting"]) == ([course.pk, first.pk], 1)
    fields = {"person": learner.pk, "cycle": 1, "client_id": str(uuid.uuid4()), "what": "finish"}
    assert send(client, second, fields).json()["code"] == "lesson_locked"


def test_cards_are_told_to_anybody_all_or_one(client, db):
    address = reverse("courses:cards_package")
    assert client.get(address).status_code == 404
    card, other = CardFactory(), CardFactory()
    told = client.get(address).json()
    assert [page["kind"] for page in told["pages"]] == ["cards"]
    assert {page["url"] for page in told["cards"]} == {card.get_url(), other.get_url()}
    assert [page["id"] for page in client.get(address, {"card": card.pk}).json()["pages"]] == [card.pk]
    for nonsense in ("987654", "9" * 18):
        assert client.get(address, {"card": nonsense}).status_code == 404
