"""The editing screens of courses, lessons and cards, as Wagtail draws and takes them."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.test.utils.form_data import querydict_from_html

from competencies.models import Evidence
from core import clock
from core.publishing import publish_scheduled
from courses.models import CoursePage, CoursePrerequisite, LessonCompetency, LessonPage, ModulePage
from courses.services.workflow import ensure_review_workflow
from people.enums import Role
from people.models import Message
from tests.assessments.factories import TrueFalseFactory
from tests.courses.factories import (
    CardFactory,
    CourseFactory,
    EnrolmentFactory,
    LessonFactory,
    competency_called,
    finish,
    lessons_of,
)
from tests.courses.viewsets.test_media import sign_in
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db


def form_of(client, page):
    """What the screen would send: its fields, and the blocks that its script draws."""
    html = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    data = querydict_from_html(html, form_id="page-edit-form")
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            data.update(blocks_of(field.name, field.stream_block, getattr(page, field.name).get_prep_value()))
    return data


def blocks_of(name, block, value):
    """The fields of a block with its value, as the script of the editor names them."""
    if isinstance(block, StructBlock):
        parts = [blocks_of(f"{name}-{key}", child, value.get(key)) for key, child in block.child_blocks.items()]
        return {key: text for part in parts for key, text in part.items()}
    if not isinstance(block, ListBlock | StreamBlock):
        return {name: "" if value is None else str(value)}
    rows = {f"{name}-count": str(len(value))}
    for number, row in enumerate(value):
        child = block.child_block if isinstance(block, ListBlock) else block.child_blocks[row["type"]]
        place = f"{name}-{number}"
        rows |= {
            f"{place}-order": str(number),
            f"{place}-deleted": "",
            f"{place}-type": row["type"],
            f"{place}-id": row["id"],
        }
        rows |= blocks_of(f"{place}-value", child, row["value"])
    return rows


def save(client, page, data, **more):
    for name, value in more.items():
        data[name.replace("__", "-")] = value
    return client.post(f"/cms/pages/{page.pk}/edit/", data.urlencode(), "application/x-www-form-urlencoded")


def teach(data, competency, level):
    data["competencies-TOTAL_FORMS"] = "1"
    data.update({
        "competencies-0-competency": str(competency.pk),
        "competencies-0-level": str(level),
        "competencies-0-ORDER": "1",
        "competencies-0-DELETE": "",
        "competencies-0-id": "",
    })  # fmt: skip


def test_a_lesson_teaches_no_more_than_its_course(client):
    sign_in(client, Role.TRAINER)
    lesson = lessons_of(CourseFactory(competency="EMG"))[0]
    for code, level, field in (("EMG", 4, "level"), ("MED", 1, "competency")):
        data = form_of(client, lesson)
        teach(data, competency_called(code), level)
        response = save(client, lesson, data, action__publish="x")
        assert [list(form.errors) for form in response.context["form"].formsets["competencies"]] == [[field]]
    data = form_of(client, lesson)
    teach(data, competency_called("EMG"), 3)
    assert save(client, lesson, data, action__publish="x").status_code == 302
    assert [(row.competency.code, row.level) for row in lesson.competencies.all()] == [("EMG", 3)]


def test_a_check_whose_questions_name_no_competency_counts_for_that_of_the_lesson():
    course = CourseFactory(lessons=0, competency="EMG")
    question = TrueFalseFactory(use="practice", answer=True, competency=None)
    module = ModulePage.objects.child_of(course).get()
    lesson = LessonFactory(parent=module, check=False, blocks=[("check", {"questions": [question]})])
    lesson.competencies.add(LessonCompetency(competency=competency_called("MED"), level=1))
    lesson.save()
    finish(EnrolmentFactory(course=course).person, lesson)
    assert Evidence.objects.get().competency.code == "MED"


def test_drafts_never_published_are_previewed_as_learners_see_them(client):
    sign_in(client, Role.TRAINER)
    course = CourseFactory(live=False, lessons=1)
    lesson = LessonPage.objects.descendant_of(course).get()
    lesson.live = False
    lesson.save()
    stem = lesson.questions[0].stem
    for page in (course, lesson, CardFactory(live=False)):
        page.save_revision()
        for address in ("view_draft/", "edit/"):
            response = client.get(f"/cms/pages/{page.pk}/{address}")
            assert response.status_code == 200
        assert page.title in client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()
        address = f"/cms/pages/{page.pk}/edit/preview/"
        assert client.post(address, form_of(client, page).urlencode(), "application/x-www-form-urlencoded").json() == {
            "is_valid": True, "is_available": True
        }  # fmt: skip
        preview = client.get(f"{address}?{urlencode({'mode': ''})}").content.decode()
        assert page.title in preview
        assert (stem in preview) == (page is lesson)


def test_history_and_what_changed_are_shown_for_every_kind_of_page(client):
    person = sign_in(client, Role.COURSE_EDITOR)
    course = CourseFactory(lessons=1)
    for page in (course, lessons_of(course)[0], CardFactory()):
        first = page.save_revision(user=person)
        page.title = "改过的标题"
        page.save_revision(user=person)
        assert client.get(f"/cms/pages/{page.pk}/history/").status_code == 200
        compared = client.get(f"/cms/pages/{page.pk}/revisions/compare/{first.pk}...latest/")
        assert "改过的标题" in compared.content.decode()


def told(person):
    """The message about a review."""
    return Message.objects.get(person=person, template__startswith="review")


def colleague(role):
    return PersonFactory(role=role, unit=UnitFactory(kind="county"), password=None)


def test_a_lesson_sent_for_review_is_approved_by_another_role_and_both_hear_of_it(client):
    course = CourseFactory(lessons=1)
    ensure_review_workflow()
    author, reviewer = sign_in(client, Role.TRAINER), colleague(Role.DEPARTMENT_REVIEWER)
    lesson = lessons_of(course)[0]
    lesson.unpublish()
    data = form_of(client, lesson)
    assert save(client, lesson, data, action__submit="x").status_code == 302
    task = lesson.current_workflow_task_state
    message = told(reviewer)
    assert (message.template, message.context["title"]) == ("review_requested", lesson.title)
    assert not Message.objects.filter(person=author, template__startswith="review").exists()
    client.force_login(reviewer)
    assert client.get(message.context["url"]).status_code == 200
    assert lesson.title in client.get("/cms/").content.decode()
    client.post(f"/cms/pages/workflow/action/{lesson.pk}/approve/{task.pk}/")
    lesson.refresh_from_db()
    assert lesson.live
    assert told(author).template == "review_approved"


def test_who_reviews_may_ask_for_changes_with_a_word_and_a_stranger_may_not(client):
    course = CourseFactory(lessons=1)
    ensure_review_workflow()
    author = sign_in(client, Role.TRAINER)
    lesson = lessons_of(course)[0]
    lesson.unpublish()
    save(client, lesson, form_of(client, lesson), action__submit="x")
    address = f"/cms/pages/workflow/action/{lesson.pk}/{{}}/{lesson.current_workflow_task_state.pk}/"
    client.force_login(colleague(Role.QUESTION_AUTHOR))
    client.post(address.format("approve"))
    lesson.refresh_from_db()
    assert not lesson.live
    client.force_login(colleague(Role.COURSE_EDITOR))
    client.post(address.format("reject"), {"comment": "第二段请写明先报警。"})
    message = told(author)
    assert (message.template, message.context["comment"]) == ("review_rejected", "第二段请写明先报警。")


def test_the_workflow_stays_as_an_administrator_changed_it():
    CourseFactory(lessons=0)
    workflow = ensure_review_workflow()
    workflow.active = False
    workflow.save()
    assert ensure_review_workflow().active is False
    assert workflow.workflow_pages.count() == 1


def test_a_lesson_goes_live_and_comes_down_at_the_moments_that_were_set(monkeypatch):
    lesson = lessons_of(CourseFactory(lessons=1))[0]
    lesson.unpublish()
    lesson.go_live_at = clock.now() + timedelta(hours=1)
    lesson.expire_at = clock.now() + timedelta(hours=3)
    lesson.save_revision().publish()
    moment = clock.real()
    for hours, live in ((0, False), (2, True), (4, False)):
        later = moment + timedelta(hours=hours)
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: later)
        publish_scheduled()
        lesson.refresh_from_db()
        assert lesson.live is live


def test_the_list_of_what_is_due_is_for_those_who_edit_it_and_may_be_narrowed_to_ones_own(client):
    owner = sign_in(client, Role.TRAINER)
    day = clock.today()
    mine = CourseFactory(lessons=0, review_by=day, content_owner=owner)
    other = CourseFactory(lessons=0, review_by=day - timedelta(days=1))
    card = CardFactory(review_by=day - timedelta(days=2))
    page = client.get("/cms/reports/review-due/").content.decode()
    assert page.index(other.title) < page.index(mine.title)
    assert page.index(card.title) < page.index(other.title)
    page = client.get("/cms/reports/review-due/results/?mine=true").content.decode()
    assert mine.title in page
    assert other.title not in page
    assert mine.title in client.get("/cms/").content.decode()
    assert client.get("/cms/reports/review-due/?export=csv").status_code == 200
    client.force_login(colleague(Role.COURSE_EDITOR))
    assert "该复核了" not in client.get("/cms/").content.decode()
    client.force_login(colleague(Role.QUESTION_AUTHOR))
    assert client.get("/cms/reports/review-due/").status_code == 302
    assert CoursePage.objects.count() == 2


def require(data, *courses):
    data["prerequisites-TOTAL_FORMS"] = str(len(courses))
    for number, course in enumerate(courses):
        place = f"prerequisites-{number}"
        data.update({
            f"{place}-requires": str(course.pk), f"{place}-ORDER": str(number), f"{place}-DELETE": "", f"{place}-id": ""
        })  # fmt: skip
    return data


def refusals(client, course, *first):
    """What is said at each prerequisite when the course is to require `first`; nothing where it is saved."""
    response = save(client, course, require(form_of(client, course), *first))
    if response.status_code == 302:
        return []
    return [str(words) for form in response.context["form"].formsets["prerequisites"] for words in form.errors.values()]


def test_courses_do_not_require_each_other_not_even_in_drafts_or_around_others(client):
    sign_in(client, Role.COURSE_EDITOR)
    first, second, third = (CourseFactory(lessons=0) for _number in range(3))
    CoursePrerequisite.objects.create(course=second, requires=first)
    assert refusals(client, third, second) == []
    assert not third.prerequisites.exists()  # A draft: nothing of it is published.
    (words,) = refusals(client, first, third)
    assert f"{first.title} → {third.title} → {second.title} → {first.title}" in words
    (words,) = refusals(client, first, first)
    assert "自己" in words
    assert refusals(client, third, first) == []


def test_a_prerequisite_or_a_competency_chosen_twice_is_told_and_no_error(client):
    sign_in(client, Role.COURSE_EDITOR)
    first, second = CourseFactory(lessons=0), CourseFactory(lessons=0)
    response = save(client, second, require(form_of(client, second), first, first), action__publish="x")
    assert response.status_code == 200
    assert second.prerequisites.count() == 0


def test_the_first_lesson_of_a_course_is_numbered_in_its_preview_before_anything_is_published(client):
    sign_in(client, Role.TRAINER)
    course = CourseFactory(lessons=1)
    lesson = lessons_of(course)[0]
    lesson.unpublish()
    assert "第 1 节，共 1 节" in client.get(f"/cms/pages/{lesson.pk}/view_draft/").content.decode()
    second = LessonFactory(parent=lesson.get_parent())
    assert "第 1 节，共 2 节" in client.get(f"/cms/pages/{lesson.pk}/view_draft/").content.decode()
    assert "第 1 节，共 1 节" in client.get(f"/cms/pages/{second.pk}/view_draft/").content.decode()


def test_who_answers_for_a_page_is_chosen_among_those_who_write_and_whoever_does_now_stays(client):
    writer = sign_in(client, Role.TRAINER)
    before, worker = PersonFactory(password=None), PersonFactory(password=None)
    for page in (CourseFactory(lessons=1, content_owner=before), CardFactory(content_owner=before)):
        field = client.get(f"/cms/pages/{page.pk}/edit/").context["form"].fields["content_owner"]
        assert {writer, before} <= set(field.queryset)
        assert worker not in field.queryset
