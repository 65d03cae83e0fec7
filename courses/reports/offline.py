"""What a device saves for the field: the pages of a course or of the cards, each with a version, and the files beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.urls import reverse
from wagtail.models import ReferenceIndex

from assessments.models import QuestionVersion
from courses.enums import MediaKind
from courses.models import CardIndexPage, CardPage, CoursePage, LessonPage, MediaFile
from courses.reports.standing import standings
from people.models import User

# What a saved page weighs with its diagram, for the words before it is saved; measured on the courses of the content.
USUAL_BYTES = 25_000
# Pictures stand in the page and are saved with it; these are chosen.
CHOSEN = (MediaKind.AUDIO, MediaKind.VIDEO, MediaKind.DOCUMENT)


@dataclass(frozen=True)
class SavedPage:
    """`version` changes when the page has to be saved again; `asks` goes with `url` when it is fetched to be saved."""

    kind: str
    id: int
    url: str
    title: str
    version: str
    asks: str = ""


@dataclass(frozen=True)
class SavedFile:
    """Something to hear, see or read beside the pages; `size` in bytes."""

    url: str
    title: str
    kind: str
    size: int
    version: str


@dataclass(frozen=True)
class Package:
    """All that is saved in one go; `bytes` is about what the pages weigh, without the files; `waiting` lessons wait for
    an earlier one and cannot be saved yet."""

    title: str
    pages: list[SavedPage]
    cards: list[SavedPage]
    files: list[SavedFile]
    waiting: int = 0

    @property
    def bytes(self) -> int:
        return USUAL_BYTES * (len(self.pages) + len(self.cards))

    @property
    def version(self) -> str:
        return short_hash([page.version for page in self.pages] + [file.version for file in self.files])


def short_hash(parts: Iterable[Any]) -> str:
    """A short name for these values: another one as soon as one of them differs."""
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:12]


def course_package(person: User, course: CoursePage) -> Package:
    """What `person`, who is enrolled, may save of a course: its page, the lessons that are open to them in order, its
    cards, and what can be saved beside them. As many queries for any number of lessons.
    """
    standing = standings(person, [course])[course.pk]
    lessons = list(LessonPage.objects.descendant_of(course).live().exclude(pk__in=standing.locked).order_by("path"))
    newest = newest_versions(lessons)
    base = course.get_url() or ""
    pages = [_page("course", course, base, [course.last_published_at, [lesson.pk for lesson in lessons]])]
    for lesson in lessons:
        lesson.course = course
        questions = [newest.get(pk) for pk in lesson.question_ids]
        url = base + lesson.url_path[len(course.url_path) :]
        page = _page("lesson", lesson, url, [lesson.last_published_at, questions, standing.cycle])
        # A try that was not enough: saved with its questions, so that it can be taken again in the field.
        begun = standing.progress.get(lesson.pk)
        pages.append(replace(page, asks="?again=1") if begun and not begun.finished_at else page)
    cards = _cards(CardPage.objects.live().filter(course=course))
    return Package(course.title, pages, cards, _files(lessons), waiting=len(standing.locked))


def cards_package(only: int | None = None) -> Package:
    """The list of cards and every published card, or one of them: public, the same for everybody."""
    if only is not None:
        pages = _cards(CardPage.objects.live().filter(pk=only))
        return Package(pages[0].title if pages else "", pages, [], [])
    index = CardIndexPage.objects.live().first()
    cards = _cards(CardPage.objects.live())
    pages = [_page("cards", index, index.get_url() or "", [page.version for page in cards])] if index else []
    return Package(index.title if index else "", pages, cards, [])


def newest_versions(lessons: Iterable[LessonPage]) -> dict[int, int]:
    """The newest version of each question of these lessons, by question id, in one query."""
    wanted = {pk for lesson in lessons for pk in lesson.question_ids}
    rows = QuestionVersion.objects.filter(question__in=wanted).values_list("question").annotate(newest=Max("pk"))
    return dict(rows.order_by())


def _page(kind: str, page: Any, url: str, parts: list[Any]) -> SavedPage:
    return SavedPage(kind, page.pk, url, page.title, short_hash(parts))


def _cards(cards: Any) -> list[SavedPage]:
    return [_page("card", card, card.get_url() or "", [card.last_published_at]) for card in cards.order_by("code")]


def _files(lessons: list[LessonPage]) -> list[SavedFile]:
    """What the published lessons show beside pictures, and the captions of their films."""
    used = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_for_model(LessonPage),
        object_id__in=[str(lesson.pk) for lesson in lessons],
        to_content_type=ContentType.objects.get_for_model(MediaFile),
    ).values_list("to_object_id", flat=True)
    files = []
    for media in MediaFile.objects.filter(pk__in={int(pk) for pk in used}, kind__in=CHOSEN).order_by("pk"):
        files.append(SavedFile(_address("media", media), media.title, media.kind, media.size, media.sha256))
        if media.captions:
            files.append(
                SavedFile(_address("media_captions", media), media.title, "captions", 0, media.captions.name or "")
            )
    return files


def _address(name: str, media: MediaFile) -> str:
    return reverse(f"courses:{name}", args=[media.pk])
