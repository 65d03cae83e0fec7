"""Many courses and many people in them, written in bulk: for counting queries, where what matters is only how many rows there are."""

import json
import uuid

from django.contrib.contenttypes.models import ContentType
from django.utils.crypto import get_random_string
from wagtail.models import Locale, Page

from core import clock
from courses.models import CourseCompetency, CourseIndexPage, CoursePage, Enrolment, LessonPage, ModulePage
from people.models import User
from tests.courses.factories import competency_called

LESSONS = 4


def add_courses(index: CourseIndexPage, codes: list[str], question: int, **fields) -> list[CoursePage]:
    """Published courses of one module with `LESSONS` lessons; each lesson ends with the question."""
    competency = competency_called("MED")
    body = json.dumps(
        [
            {"type": "paragraph", "value": "打通119，先说地址。", "id": str(uuid.uuid4())},
            {"type": "check", "value": {"questions": [question]}, "id": str(uuid.uuid4())},
        ]
    )
    made = []
    for number, code in enumerate(codes, CoursePage.objects.count() + 1):
        course = _page(CoursePage, index, number, code, code=code, summary="学会。", audience=[], **fields)
        module = _page(ModulePage, course, 1, "m1")
        for place in range(1, LESSONS + 1):
            _page(LessonPage, module, place, f"l{place}", minutes=8, body=body)
        made.append(course)
    CourseCompetency.objects.bulk_create(
        CourseCompetency(course=course, competency=competency, level=3) for course in made
    )
    Page.objects.filter(pk=index.pk).update(numchild=CoursePage.objects.count())
    return made


def add_enrolments(courses: list[CoursePage], number: int) -> None:
    """So many people nobody else knows, each enrolled in one of the courses."""
    names = [get_random_string(12).lower() for _ in range(number)]
    people = User.objects.bulk_create(User(username=name, display_name="王小明", password="!") for name in names)
    Enrolment.objects.bulk_create(
        Enrolment(person=person, course=courses[place % len(courses)], enrolled_at=clock.now())
        for place, person in enumerate(people)
    )


def _page(model, parent, number: int, slug: str, **fields):
    """One page as treebeard would store it, without signals, revisions and the search index."""
    page = model(
        path=model._get_path(parent.path, parent.depth + 1, number),
        depth=parent.depth + 1,
        numchild=0 if model is LessonPage else LESSONS if model is ModulePage else 1,
        title=f"{slug} 起火先期处置",
        draft_title=slug,
        slug=slug,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(model),
        locale=Locale.get_active(),
        translation_key=uuid.uuid4(),
        live=True,
        first_published_at=clock.now(),
        last_published_at=clock.now(),
        latest_revision_created_at=clock.now(),
        **fields,
    )
    for rows in (Page, model):
        names = [field for field in rows._meta.local_concrete_fields if rows is model or not field.primary_key]
        key = rows._base_manager._insert(
            [page], names, returning_fields=[rows._meta.pk] if rows is Page else [], using="default"
        )
        if rows is Page:
            page.pk = page.id = key[0][0]
            page.page_ptr_id = page.pk
    return page
