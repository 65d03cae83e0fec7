"""Admin screens of policies beside their pages: topics, audiences, the glossary, laws and what rests on them; the desk's."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import page_permission_policy
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from policies.models import Audience, BasisFlag, GlossaryTerm, Holiday, Law, ReadyAnswer, Topic
from policies.reports.bases import flagged, label_of, usages


class GroupViewSet(SnippetViewSet):
    list_display = ["name", "slug", "position"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug", help_text=_("地址里用的短名，用拼音或英文，定了不改。")),
        FieldPanel("icon", help_text=_("图标库里的名字，例如 ebike、medical、law。")),
        FieldPanel("position", help_text=_("小的在前。")),
    ]


class TopicViewSet(GroupViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "slug", "position", "unit"]
    panels = [*GroupViewSet.panels, FieldPanel("unit")]


class AudienceViewSet(GroupViewSet):
    model = Audience
    icon = "group"


class ReadyAnswerViewSet(SnippetViewSet):
    model = ReadyAnswer
    icon = "comment"
    list_display = ["title", "refer_to", "topic"]
    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("refer_to"), FieldPanel("topic")]


class HolidayViewSet(SnippetViewSet):
    model = Holiday
    icon = "calendar"
    list_display = ["day", "name", "is_working"]
    panels = [FieldPanel("day"), FieldPanel("name"), FieldPanel("is_working")]


class EnquirySettings(SnippetViewSetGroup):
    menu_label = _("留言设置")
    menu_icon = "comment"
    menu_order = 262
    items = (ReadyAnswerViewSet, HolidayViewSet)


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("词语表")
    list_display = ["term", "explain"]
    search_fields = ["term", "explain"]
    panels = [FieldPanel("term"), FieldPanel("explain"), PageChooserPanel("related_policy", "policies.PolicyPage")]


class LawEditView(EditView):
    @property
    def header_more_buttons(self) -> list[Any]:
        address = reverse("policies_resting", args=["law", self.object.pk])
        return [*super().header_more_buttons, HeaderButton(_("什么引用它"), url=address, icon_name="link")]


class LawViewSet(SnippetViewSet):
    """法律法规. A row comes into being when something published names the law; here its edition is kept."""

    model = Law
    icon = "doc-full"
    edit_view_class = LawEditView
    list_display = ["name", "edition", "in_force_from"]
    search_fields = ["name", "full_name"]
    panels = [
        FieldPanel("name"),
        FieldPanel("full_name"),
        FieldRowPanel([FieldPanel("edition"), FieldPanel("in_force_from")]),
        FieldPanel("change_note"),
        FieldPanel("url"),
    ]


class FlagFilter(WagtailFilterSet):
    mine = django_filters.ChoiceFilter(
        label=_("负责人"), choices=[("true", _("我"))], empty_label=_("不限"), method="only_mine"
    )

    class Meta:
        model = BasisFlag
        fields: list[str] = []

    def only_mine(self, flags: Any, name: str, value: str) -> Any:
        return flags.filter(pk__in=keys_of(self.request, mine=True)) if value else flags


def keys_of(request: HttpRequest, *, mine: bool = False) -> list[int]:
    """Keys of the open marks that the person may see."""
    return [flag.pk for flag, _usage in flagged(request.user, mine=mine)]


class BasisReport(ReportView):
    """依据变了: what rests on a law or policy that has changed, until somebody has looked."""

    model = BasisFlag
    page_title = _("依据变了")
    header_icon = "warning"
    index_url_name = "policies_basis_changed"
    index_results_url_name = "policies_basis_changed_results"
    results_template_name = "policies/admin/basis_changed_results.html"
    filterset_class = FlagFilter
    default_ordering = None
    export_headings = {
        "usage.title": _("标题"),
        "usage.kind": _("种类"),
        "reason": _("什么变了"),
        "created_at": _("什么时候"),
        "usage.owner_name": _("负责人"),
        "usage.department": _("责任部门"),
    }
    list_export = list(export_headings)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see_report(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return BasisFlag.objects.filter(pk__in=keys_of(self.request)).select_related("law", "policy")

    def decorate_paginated_queryset(self, object_list: Any) -> list[BasisFlag]:
        """The marks, each with the thing it is on."""
        flags = list(object_list)
        found = usages(flags, self.request.user)
        for flag in flags:
            flag.usage = found[label_of(flag.content_type_id), flag.object_id]
        return flags


def may_see_report(request: HttpRequest) -> bool:
    """Whoever may change some page or some question."""
    pages = page_permission_policy.user_has_any_permission(request.user, ["add", "change", "publish"])
    return pages or request.user.has_perm("assessments.change_question")


class PolicyGroups(SnippetViewSetGroup):
    menu_label = _("政策分类")
    menu_icon = "tag"
    menu_order = 260
    items = (TopicViewSet, AudienceViewSet, GlossaryTermViewSet, LawViewSet)
