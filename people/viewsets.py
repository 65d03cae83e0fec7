"""人员与组织 in /cms/: people, units, placements and role grants. Every change goes through people.services."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from core.errors import DomainError
from people.engine.masking import mask_phone
from people.forms import staff
from people.forms.refusals import add_refusal
from people.models import OrgUnit, Placement, RoleGrant, User


class ThroughService:
    """Hands the form to its service; a refusal is shown at its field and nothing is kept."""

    def save_instance(self):
        return self.form.save_through(self.request.user)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except DomainError as refusal:
            add_refusal(form, refusal)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AddView(ThroughService, generic.CreateView):
    """Add through a service."""


class ChangeView(ThroughService, generic.EditView):
    """Change through a service."""


class ListView(generic.IndexView):
    """A list that fetches what its rows name."""

    related: tuple[str, ...] = ()

    def get_base_queryset(self):
        return super().get_base_queryset().select_related(*self.related)


class RowsOfPersonAndUnit(ListView):
    related = ("person", "unit")


class StaffViewSet(ModelViewSet):
    """List, add and change; nothing is deleted, and the history is the audit trail's, not Wagtail's log."""

    index_view_class = ListView
    add_view_class = AddView
    edit_view_class = ChangeView
    add_form: type[staff.StaffForm]
    change_form: type[staff.StaffForm]
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None

    def get_form_class(self, for_update=False):
        return self.change_form if for_update else self.add_form

    def get_common_view_kwargs(self, **kwargs):
        absent = {"history_url_name": None, "usage_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**absent, **kwargs)

    def get_urlpatterns(self):
        offered = {"index", "index_results", "add", "edit"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in offered]


class PersonViewSet(StaffViewSet):
    model = User
    name = "staff"
    menu_label = _("人员")
    icon = "user"
    add_form, change_form = staff.PersonForm, staff.PersonEditForm
    search_fields = ["username", "display_name"]
    ordering = ["username"]
    list_display = [
        "display_name",
        "username",
        Column("phone", label=_("手机号"), accessor=lambda person: mask_phone(person.phone)),
        BooleanColumn("is_active", label=_("可以登录")),
    ]


class UnitViewSet(StaffViewSet):
    model = OrgUnit
    name = "units"
    menu_label = _("单位")
    icon = "list-ul"
    add_form, change_form = staff.UnitForm, staff.UnitEditForm
    search_fields = ["name", "division_code"]
    ordering = ["path"]
    list_display = [
        Column("name", label=_("名称"), accessor=lambda unit: f"{'　' * (unit.depth - 1)}{unit.name}"),
        Column("kind", label=_("类别"), accessor="get_kind_display"),
        "division_code",
        "households",
        "closed_on",
    ]


class PlacementViewSet(StaffViewSet):
    model = Placement
    name = "placements"
    menu_label = _("任职")
    icon = "calendar-check"
    index_view_class = RowsOfPersonAndUnit
    add_form, change_form = staff.PlacementForm, staff.PlacementEndForm
    search_fields = ["person__username", "person__display_name", "unit__name"]
    list_display = [
        "person",
        "unit",
        Column("post", label=_("岗位"), accessor="get_post_display"),
        Column("employment_type", label=_("专兼职"), accessor="get_employment_type_display"),
        Column("starts", label=_("开始日期")),
        Column("ends", label=_("最后一天")),
    ]


class GrantViewSet(StaffViewSet):
    model = RoleGrant
    name = "grants"
    menu_label = _("角色")
    icon = "key"
    index_view_class = RowsOfPersonAndUnit
    add_form, change_form = staff.GrantForm, staff.RevokeForm
    search_fields = ["person__username", "person__display_name", "unit__name"]
    list_display = [
        "person",
        Column("role", label=_("角色"), accessor="get_role_display"),
        "unit",
        Column("starts", label=_("开始日期")),
        Column("ends", label=_("最后一天")),
        Column("revoked_at", label=_("收回时间")),
    ]


class PeopleGroup(ModelViewSetGroup):
    menu_label = _("人员与组织")
    menu_icon = "group"
    menu_order = 600
    items = (PersonViewSet, UnitViewSet, PlacementViewSet, GrantViewSet)
