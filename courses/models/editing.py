"""What the editing forms of courses, lessons and cards check beyond their fields."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from courses.models.order import chain
from people.enums import CMS_ROLES


class KeptPageForm(WagtailAdminPageForm):
    """Who answers for a page is somebody who works in /cms/, not anybody of the county."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("content_owner"):
            people = get_user_model().objects
            now = people.filter(pk=self.instance.content_owner_id)
            field.queryset = (people.holding(CMS_ROLES) | now).order_by("display_name", "pk")


class CoursePageForm(KeptPageForm):
    """Courses do not require each other, whether directly or around several: nobody could enrol in any of them."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        rows = [form for form in self.formsets["prerequisites"].forms if not _is_deleted(form)]
        wanted = {form.cleaned_data["requires"]: form for form in rows if form.cleaned_data.get("requires")}
        if self.instance.pk and wanted:
            self._refuse_rings(wanted)
        return not any(form.errors for form in rows)

    def _refuse_rings(self, wanted: dict[Page, Any]) -> None:
        requires = type(self.instance).prerequisites_with_drafts()
        for first, form in wanted.items():
            if ring := chain(first.pk, self.instance.pk, requires):
                form.add_error("requires", self._words(ring))

    def _words(self, ring: list[int]) -> str:
        if len(ring) == 1:
            return _("一门课不能要求先学完它自己。")
        titles = Page.objects.in_bulk(ring)
        way = " → ".join(titles[pk].title for pk in [self.instance.pk, *ring])
        return _("这样就互相要求，谁也报不了名：{way}。请去掉其中一个先修课程。").format(way=way)


class LessonPageForm(KeptPageForm):
    """A lesson teaches competencies of its course, up to the course's own level."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        rows = [form for form in self.formsets["competencies"].forms if not _is_deleted(form)]
        levels = self._levels_of_course()
        for form in rows:
            self._check(form, levels)
        return not any(form.errors for form in rows)

    def _check(self, form: Any, levels: dict[int, int]) -> None:
        competency, level = form.cleaned_data.get("competency"), form.cleaned_data.get("level")
        if competency is None or level is None:
            return
        most = levels.get(competency.pk)
        if most is None:
            form.add_error("competency", _("这门课没有这一项能力。先在课程页加上，再选它。"))
        elif level > most:
            form.add_error("level", _("这门课最高教到 {most} 级。").format(most=most))

    def _levels_of_course(self) -> dict[int, int]:
        module = self.parent_page or self.instance.get_parent()
        course = Page.objects.get(pk=module.pk).get_parent().specific
        return dict(course.competencies.values_list("competency", "level"))


def _is_deleted(form: Any) -> bool:
    return bool(form.cleaned_data.get("DELETE")) if hasattr(form, "cleaned_data") else False
