"""Courses for tests: a page tree, courses with lessons and checks, and what people did with them, through the services."""

from pathlib import Path

import factory
import wagtail_factories
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.models import Page, ReferenceIndex, Site

from assessments.enums import Use
from competencies.models import Competency
from courses.enums import MediaKind
from courses.models import (
    Assignment,
    CardIndexPage,
    CardPage,
    CourseCompetency,
    CourseIndexPage,
    CoursePage,
    Enrolment,
    LessonPage,
    MediaFile,
    ModulePage,
)
from courses.services import assign, enrol, finish_lesson, load_course_file, take_check
from lms.site.models import HomePage
from tests.assessments.factories import TrueFalseFactory, make_exam
from tests.competencies import factories as competencies
from tests.people.factories import PersonFactory

CONTENT = Path(settings.BASE_DIR) / "content" / "courses"


def card_index() -> CardIndexPage:
    """`/cards/` beside the catalogue, made when it is not there."""
    home = course_index().get_parent()
    return CardIndexPage.objects.first() or home.add_child(instance=CardIndexPage(title="处置卡", slug="cards"))


def course_index() -> CourseIndexPage:
    """The catalogue below the home page of the default site, made when it is not there."""
    found = CourseIndexPage.objects.first()
    if found:
        return found
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(title="首页", slug="home-of-tests")
        Page.get_first_root_node().add_child(instance=home)
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
        )
    return home.add_child(instance=CourseIndexPage(title="课程", slug="courses"))


class CourseFactory(wagtail_factories.PageFactory):
    """A published course: `lessons=2` lessons in one module, each with a check unless `lessons__check=False`; trait
    `with_exam`; `competency="MED"` its main competency."""

    class Meta:
        model = CoursePage
        skip_postgeneration_save = True

    class Params:
        with_exam = factory.Trait(exam=factory.LazyAttribute(lambda course: make_exam(code=f"KS-{course.code}")))

    parent = factory.LazyFunction(course_index)
    code = factory.Sequence(lambda number: f"TST{number:03}")
    title = factory.Sequence(lambda number: f"巡查第{number}课")
    slug = factory.LazyAttribute(lambda course: course.code.lower())
    summary = "学会先报警，再清人。"
    audience = ["full_time"]
    credit_hours = 1.5
    validity_months = 24

    @factory.post_generation
    def lessons(course, create, count, **kwargs):
        module = ModuleFactory(parent=course)
        for _number in range(2 if count is None else count):
            LessonFactory(parent=module, check=bool(kwargs.get("check", True)))

    @factory.post_generation
    def competency(course, create, code, **kwargs):
        row = competency_called(code or "EMG")
        course.competencies.add(CourseCompetency(competency=row, level=3))
        course.save()


class ModuleFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ModulePage

    title = factory.Sequence(lambda number: f"模块{number}")
    slug = factory.Sequence(lambda number: f"module-{number}")


class LessonFactory(wagtail_factories.PageFactory):
    """A lesson of one paragraph; `check=True` (the default) puts a true/false question, whose answer is true, at its end."""

    class Meta:
        model = LessonPage

    title = factory.Sequence(lambda number: f"报警三要素{number}")
    slug = factory.Sequence(lambda number: f"lesson-{number}")
    minutes = 6

    @classmethod
    def _create(cls, model_class, *args, check=True, blocks=(), **kwargs):
        body = [("paragraph", "打通119，先说地址。"), *blocks]
        if check:
            body.append(("check", {"questions": [TrueFalseFactory(use=Use.PRACTICE, answer=True)]}))
        return super()._create(model_class, *args, body=body, **kwargs)


class CardFactory(wagtail_factories.PageFactory):
    """A published handling card."""

    class Meta:
        model = CardPage

    parent = factory.LazyFunction(card_index)
    code = factory.Sequence(lambda number: f"TST101-{number + 1}")
    title = factory.Sequence(lambda number: f"居民楼火灾{number}")
    slug = factory.Sequence(lambda number: f"card-{number}")
    incident = "fire"
    when = "接到居民楼起火、冒烟的消息"
    first = [("line", "打119，说清地址"), ("line", "楼门口拦人，谁也不进"), ("line", "没烟走楼梯，有烟守窗口")]
    never = [("line", "不坐电梯")]
    calls = [("call", {"name": "火警", "number": "119"}), ("call", {"name": "社区值班", "number": ""})]


class MediaFileFactory(factory.django.DjangoModelFactory):
    """A file of a few bytes; `file__data=b"…"` gives it others, `captions="WEBVTT…"` the text of its captions."""

    class Meta:
        model = MediaFile

    title = "堵烟演示"
    kind = MediaKind.VIDEO
    file = factory.django.FileField(filename="a.mp4", data=b"0123456789")

    @classmethod
    def _create(cls, model_class, *args, captions="", **kwargs):
        file = ContentFile(captions.encode(), "a.vtt") if captions else ""
        return super()._create(model_class, *args, captions=file, **kwargs)


def use_in(lesson: LessonPage, media: MediaFile) -> MediaFile:
    """Say that a lesson shows the file, as Wagtail notes it when the lesson is published."""
    ReferenceIndex.objects.create(
        base_content_type=ContentType.objects.get_for_model(Page),
        content_type=ContentType.objects.get_for_model(LessonPage),
        object_id=str(lesson.pk),
        to_content_type=ContentType.objects.get_for_model(MediaFile),
        to_object_id=str(media.pk),
        model_path="body.video.file",
        content_path=f"body.{media.pk}.file",
        content_path_hash=ReferenceIndex._get_content_path_hash(f"body.{media.pk}.file"),
    )
    return media


class EnrolmentFactory(factory.Factory):
    """Somebody who began a course; `finished=True` finished every lesson of it."""

    class Meta:
        model = Enrolment

    person = factory.SubFactory(PersonFactory, password=None)
    course = factory.SubFactory(CourseFactory)
    by = None
    finished = False

    @classmethod
    def _create(cls, model_class, *args, finished=False, **kwargs):
        enrolment = enrol(**kwargs)
        if finished:
            finish_all(enrolment.person, enrolment.course)
        return enrolment


class AssignmentFactory(factory.Factory):
    class Meta:
        model = Assignment

    person = factory.SubFactory(PersonFactory, password=None)
    course = factory.SubFactory(CourseFactory)
    due = None
    by = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return assign(**kwargs)


def competency_called(code: str) -> Competency:
    """A competency of the framework, which is loaded when it is not there."""
    if Competency.objects.count() < len(competencies.FRAMEWORK.competencies):
        competencies.load()
    return Competency.objects.get(code=code)


def lessons_of(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).live().order_by("path"))


def right_answers(lesson: LessonPage) -> dict[int, object]:
    """Answers that pass the check of a lesson made here or loaded from a file."""
    return {question.pk: question.right_answer(question.key()) for question in lesson.questions}


def finish(person, lesson) -> None:
    """Take the check with the right answers, or just finish a lesson that has none."""
    if lesson.questions:
        take_check(person=person, lesson=lesson, answers=right_answers(lesson), by=person)
    else:
        finish_lesson(person=person, lesson=lesson, by=person)


def finish_all(person, course: CoursePage) -> None:
    for lesson in lessons_of(course):
        finish(person, lesson)


def load(code: str, by=None) -> CoursePage:
    """A course of the project's own content."""
    competency_called("EMG")
    card_index()
    return load_course_file(path=CONTENT / f"{code}.yaml", by=by, parent=course_index())
