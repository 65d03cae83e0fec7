"""待复核的内容: the report of pages past or near their review date, and its short form on the home of /cms/."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from core import clock
from courses.reports.kept import review_pages


class ReviewFilter(WagtailFilterSet):
    mine = django_filters.ChoiceFilter(
        label=_("负责人"), choices=[("true", _("我"))], empty_label=_("不限"), method="only_mine"
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def only_mine(self, pages: Any, name: str, value: str) -> Any:
        return pages.filter(owner_id_of_content=self.request.user.pk) if value else pages


class ReviewReport(PageReportView):
    page_title = _("待复核的内容")
    header_icon = "calendar-alt"
    index_url_name = "courses_review_due"
    index_results_url_name = "courses_review_due_results"
    results_template_name = "courses/admin/review_due_results.html"
    filterset_class = ReviewFilter
    any_permission_required = ["add", "change", "publish"]
    permission_policy = page_permission_policy
    default_ordering = None
    export_headings = {
        "review_by": _("复核日期"),
        "owner_name": _("负责人"),
        "department": _("责任部门"),
    }
    list_export = ["title", "review_by", "owner_name", "department"]

    def get_queryset(self) -> Any:
        mine = page_permission_policy.instances_user_has_any_permission_for(self.request.user, ["change", "publish"])
        return review_pages().filter(pk__in=mine.values("pk")).select_related("content_type")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"today": clock.today()}


class ReviewPanel(Component):
    """What of the editor's own has to be looked at again; nothing of it, nothing shown."""

    order = 150
    template_name = "courses/admin/review_panel.html"
    MOST = 8

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        mine = review_pages().filter(owner_id_of_content=parent_context["request"].user.pk)
        return {"pages": list(mine[: self.MOST]), "today": clock.today()}
