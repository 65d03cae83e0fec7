"""What the editing form of a lesson checks beyond its fields."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page


class LessonPageForm(WagtailAdminPageForm):
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
