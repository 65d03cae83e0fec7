"""What the pages of courses show about the viewer: pages are models and may not ask reports themselves."""

from typing import Any

from django import template
from django.core.paginator import Page, Paginator

from competencies.models import Competency
from courses import reports
from courses.forms import CatalogueForm
from courses.models import CoursePage, LessonPage
from courses.reports.kept import KeptFacts
from courses.reports.kept import kept_of as facts_of

register = template.Library()
PER_PAGE = 24


def _learner(context: dict[str, Any]) -> Any:
    """Whose page it is: in an editor's preview nobody's, so that it looks as for somebody who begins."""
    return None if getattr(context["request"], "is_preview", False) else context["viewer"]


@register.simple_tag(takes_context=True)
def course_outline(context: dict[str, Any], course: CoursePage) -> reports.CourseOutline:
    """`{% course_outline page as outline %}`: modules, lessons, what is missing, for the viewer or a visitor."""
    return reports.course_outline(_learner(context), course)


@register.simple_tag(takes_context=True)
def lesson_view(context: dict[str, Any], lesson: LessonPage) -> reports.LessonView:
    """`{% lesson_view page as view %}`; `?again=1` shows the questions of the check once more."""
    return reports.lesson_view(_learner(context), lesson, again="again" in context["request"].GET)


@register.simple_tag
def kept_of(page: CoursePage) -> KeptFacts:
    """`{% kept_of page as kept %}`: owner and dates of the page."""
    return facts_of(page)


@register.simple_tag(takes_context=True)
def catalogue_form(context: dict[str, Any]) -> CatalogueForm:
    """`{% catalogue_form as form %}`: the filters, bound to the address."""
    competencies = list(Competency.objects.all())
    return CatalogueForm(context["request"].GET, competencies=competencies, signed_in=context["viewer"] is not None)


@register.simple_tag(takes_context=True)
def shelf(context: dict[str, Any], form: CatalogueForm) -> reports.Shelf:
    """`{% shelf form as shelf %}`: the courses that the filters leave."""
    return reports.shelf(context["viewer"], form.chosen)


@register.simple_tag(takes_context=True)
def page_of(context: dict[str, Any], cards: list[Any]) -> Page:
    """`{% page_of shelf.cards as page_obj %}`"""
    return Paginator(cards, PER_PAGE).get_page(context["request"].GET.get("page"))
