"""What editors may not do to pages on which people's records rest, and the words that say so. Each answers None or a response."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, ReferenceIndex

from courses.models import CardIndexPage, CardPage, CourseIndexPage, CoursePage, MediaFile
from courses.reports.drafts import draft_showing
from courses.reports.records import Kept, leaves_its_course, why_kept

Answer = HttpResponse | None
COPIED_BY_US = (CoursePage, CardPage)


def refuse_delete(request: HttpRequest, page: Page) -> Answer:
    """A page with records stays, and so does everything above it."""
    return _refuse(request, [page], page.get_parent() or page)


def refuse_move(request: HttpRequest, page: Page, destination: Page) -> Answer:
    """A lesson or module with records stays in its course."""
    if not leaves_its_course(page, destination):
        return None
    messages.error(request, _move_words(page))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def refuse_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> Answer:
    """The same for many pages at once: one that has to stay keeps them all."""
    pages = [each for each in objects if isinstance(each, Page)]
    if not pages:
        return None
    if action_type == "delete":
        return _refuse(request, pages, pages[0].get_parent())
    if action_type == "move":
        destination = action.cleaned_form.cleaned_data["chooser"]
        answers = (refuse_move(request, page, destination) for page in pages)
        return next((answer for answer in answers if answer), None)
    return None


def copy_our_way(request: HttpRequest, page: Page) -> Answer:
    """Courses and cards have a code that stands once: their copy asks for another. What holds several is not copied."""
    if issubclass(page.specific_class, COPIED_BY_US):
        return redirect("courses_copy", page.pk)
    kinds = (CourseIndexPage, CardIndexPage, *COPIED_BY_US)
    if page.get_descendants(inclusive=True).type(*kinds).exists():
        messages.error(
            request, _("“{title}”里有课程或处置卡，不能整个复制。请一门一门地复制。").format(title=page.title)
        )
        return redirect("wagtailadmin_explore", page.pk)
    return None


def refuse_delete_of_media(request: HttpRequest, instances: Iterable[Any]) -> Answer:
    """A file that a page or a draft shows stays; where it is used is shown instead."""
    for media in instances:
        if not isinstance(media, MediaFile):
            continue
        if ReferenceIndex.get_references_to(media).exists():
            messages.error(request, _("“{title}”用在课里，不能删除。先从课里拿掉。").format(title=media.title))
            return redirect(MediaFile.snippet_viewset.get_url_name("usage"), media.pk)
        if draft := draft_showing(media):
            words = _("“{title}”用在“{lesson}”的草稿里，不能删除。先从草稿里拿掉。")
            messages.error(request, words.format(title=media.title, lesson=draft.title))
            return redirect(MediaFile.snippet_viewset.get_url_name("edit"), media.pk)
    return None


def _refuse(request: HttpRequest, pages: list[Page], back: Page) -> Answer:
    for page in pages:
        if kept := why_kept(page):
            messages.error(request, _delete_words(page, kept))
            return redirect("wagtailadmin_explore", back.pk)
    return None


def _delete_words(page: Page, kept: Kept) -> str:
    if kept.records:
        words = _("“{title}”或者它下面的课有学员的学习记录，不能删除。可以取消发布：学员看不到了，记录都保留。")
        return words.format(title=page.title)
    if kept.required_by:
        words = _("“{title}”是“{course}”的先修课程，不能删除。先在那门课里去掉。")
        return words.format(title=page.title, course=kept.required_by)
    words = _("“{title}”用在“{lesson}”里，不能删除。先从那里拿掉。")
    return words.format(title=page.title, lesson=kept.shown_in)


def _move_words(page: Page) -> str:
    words = _("“{title}”有学员的学习记录，不能移到别的课程。可以在本课程里移动，或者复制一份过去。")
    return words.format(title=page.title)
