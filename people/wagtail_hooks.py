"""Registers the screens of 人员与组织, and takes Wagtail's own lists of users and groups out of its menus."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from people.models import OrgUnit, Placement, RoleGrant, User
from people.permissions import SystemAdminPolicy
from people.viewsets import PeopleGroup

for _model in (User, OrgUnit, Placement, RoleGrant):
    register_permission_policy(_model, SystemAdminPolicy(_model), exact_class=True)


@hooks.register("register_admin_viewset")
def register_people() -> PeopleGroup:
    return PeopleGroup()


@hooks.register("construct_settings_menu")
def hide_users_and_groups(request, menu_items) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in ("users", "groups")]
