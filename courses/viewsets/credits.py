"""学时 in /cms/: the ledger, which is only corrected by another line, and the versions of its rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import BasePermissionPolicy

from core.errors import DomainError
from courses.engine.credits import steps_of
from courses.enums import CreditSource
from courses.forms.credits import AddForm, CorrectForm, RuleForm, add_refusal
from courses.models import CreditAward, CreditRule
from courses.permissions import credit_people
from people.enums import Role
from people.models import User
from people.permissions import has_role

CORRECTORS = {Role.SYSTEM_ADMIN, Role.TRAINER}


class CreditPolicy(BasePermissionPolicy):
    """Correctors see both screens and correct; the rule is the system administrator's. Nobody deletes.

    Whose lines somebody may correct is asked again by the service.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action not in ("add", "change", "view"):
            return False
        roles = CORRECTORS if self.model is CreditAward or action == "view" else {Role.SYSTEM_ADMIN}
        # Asked once per row of a list: remembered on the person, that is, for one request.
        known = user.__dict__.setdefault("_credit_perm_cache", {})
        key = frozenset(roles)
        if key not in known:
            known[key] = has_role(user, *roles)
        return known[key]

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.filter(is_active=True, role_grants__role__in=CORRECTORS).distinct()


class ThroughService:
    """Hands the form to its service; a refusal is shown at its field and nothing is kept."""

    def save_instance(self) -> Any:
        return self.form.save_through(self.request.user)

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except DomainError as refusal:
            add_refusal(form, refusal)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AddView(ThroughService, generic.CreateView):
    def get_initial(self) -> dict[str, Any]:
        """`?person=` names whom a request for a correction came from."""
        person = self.request.GET.get("person", "")
        return {**super().get_initial(), **({"person": person} if person else {})}


class ChangeView(ThroughService, generic.EditView):
    """Change a rule that has not begun."""


class CorrectView(ChangeView):
    """Another line that corrects this one, or an answer to who asked."""

    template_name = "courses/cms/correct_credit.html"

    def get_object(self, queryset: Any = None) -> CreditAward:
        award = super().get_object(queryset)
        if not credit_people(self.request.user).filter(pk=award.person_id).exists():
            raise Http404
        return award

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.object.corrections.select_related("by").order_by("pk")
        return super().get_context_data(**kwargs, lines=lines)

    def get_success_message(self) -> str:
        return _("已经记下，本人会收到消息。")


class LinesView(generic.IndexView):
    """The lines of those whose 学时 one may correct."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().filter(person__in=credit_people(self.request.user))
        return rows.defer_text().select_related("person", "lesson", "course", "rule")


class BareViewSet(ModelViewSet):
    """List, add and change; nothing is deleted, and the history is the audit trail's, not Wagtail's log."""

    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    add_form: Any
    change_form: Any

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.change_form if for_update else self.add_form

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {"history_url_name": None, "usage_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**absent, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        offered = {"index", "index_results", "add", "edit"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in offered]


class CreditAwardViewSet(BareViewSet):
    model = CreditAward
    name = "credits"
    menu_label = gettext_lazy("学时记录")
    icon = "list-ul"
    index_view_class, add_view_class, edit_view_class = LinesView, AddView, CorrectView
    add_form, change_form = AddForm, CorrectForm
    search_fields = ["person__username", "person__display_name", "course__code"]
    list_filter = ["year", "source"]
    list_per_page = 50
    list_display = [
        TitleColumn("person", label=gettext_lazy("人员"), accessor="person.display_name", url_name="credits:edit"),
        Column("year", label=gettext_lazy("年度")),
        Column("source", label=gettext_lazy("来源"), accessor="get_source_display"),
        Column(
            "about", label=gettext_lazy("内容"), accessor=lambda award: award.lesson or award.course or award.reason
        ),
        Column("hours", label=gettext_lazy("计入的学时")),
        Column("earned", label=gettext_lazy("得到的学时")),
        Column("rule", label=gettext_lazy("规则版本"), accessor="rule.version"),
        Column("awarded_at", label=gettext_lazy("时间")),
    ]


class CreditRuleViewSet(BareViewSet):
    model = CreditRule
    name = "credit-rules"
    menu_label = gettext_lazy("学时规则")
    icon = "cogs"
    add_view_class, edit_view_class = AddView, ChangeView
    add_form = change_form = RuleForm
    list_display = [
        TitleColumn("version", label=gettext_lazy("版本"), url_name="credit-rules:edit"),
        Column("effective_from", label=gettext_lazy("从哪天起")),
        Column("steps", label=gettext_lazy("每节课"), accessor=lambda rule: steps_in_words(rule)),
        Column("exam_hours", label=gettext_lazy("正式考试")),
        Column("caps", label=gettext_lazy("每年最多"), accessor=lambda rule: caps_in_words(rule)),
        Column("yearly_target", label=gettext_lazy("每年要求")),
        Column("note", label=gettext_lazy("说明")),
    ]


class CreditGroup(ModelViewSetGroup):
    menu_label = gettext_lazy("学时")
    menu_icon = "history"
    menu_order = 330
    items = (CreditAwardViewSet, CreditRuleViewSet)


def steps_in_words(rule: CreditRule) -> str:
    """不超过 15 分钟 0.25；不超过 29 分钟 0.5；更长 1.0"""
    parts = [
        _("不超过 %(minutes)s 分钟 %(hours)s") % {"minutes": longest, "hours": hours}
        if longest is not None
        else _("更长 %(hours)s") % {"hours": hours}
        for longest, hours in steps_of(rule.lesson_steps)
    ]
    return _("；").join(parts)


def caps_in_words(rule: CreditRule) -> str:
    """40（课程小测 30；正式考试 5）"""
    named = [f"{CreditSource(source).label} {cap}" for source, cap in rule.source_caps.items()]
    total = _("不限") if rule.yearly_cap is None else str(rule.yearly_cap)
    return f"{total}（{_('；').join(named)}）" if named else total
