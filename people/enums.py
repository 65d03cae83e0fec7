"""Kinds of units, posts and roles (domain.md 2 and 7.1), with their useful groups beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    CITY = "city", _("市")
    COUNTY = "county", _("区县")
    STREET = "street", _("街道")
    TOWN = "town", _("乡镇")
    COMMUNITY = "community", _("社区")
    VILLAGE = "village", _("村")
    GRID = "grid", _("网格")
    DEPARTMENT = "department", _("部门")


# What may stand directly below what; departments stand under a city or a county.
UNIT_CHILDREN: dict[str, set[str]] = {
    UnitKind.CITY: {UnitKind.COUNTY, UnitKind.DEPARTMENT},
    UnitKind.COUNTY: {UnitKind.STREET, UnitKind.TOWN, UnitKind.DEPARTMENT},
    UnitKind.STREET: {UnitKind.COMMUNITY, UnitKind.VILLAGE},
    UnitKind.TOWN: {UnitKind.COMMUNITY, UnitKind.VILLAGE},
    UnitKind.COMMUNITY: {UnitKind.GRID},
    UnitKind.VILLAGE: {UnitKind.GRID},
    UnitKind.GRID: set(),
    UnitKind.DEPARTMENT: set(),
}


class Post(models.TextChoices):
    """What a person does at a unit; the first six have required competency levels (domain.md 3)."""

    NEW_GRID_WORKER = "new_grid_worker", _("新任网格员")
    GRID_WORKER = "grid_worker", _("专职网格员")
    PART_TIME_GRID_WORKER = "part_time_grid_worker", _("兼职网格员")
    GRID_LEADER = "grid_leader", _("网格长")
    MEDIATOR = "mediator", _("专职人民调解员")
    SECRETARY = "secretary", _("村（社区）书记、主任")
    COMMUNITY_WORKER = "community_worker", _("社区工作者")
    CADRE = "cadre", _("干部")


class EmploymentType(models.TextChoices):
    FULL_TIME = "full_time", _("专职")
    PART_TIME = "part_time", _("兼职")


class Role(models.TextChoices):
    """What a person may do in the product, at a unit and below it (domain.md 7.1)."""

    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    AREA_ADMIN = "area_admin", _("市、区县管理员")
    STREET_ADMIN = "street_admin", _("街道管理员")
    COURSE_EDITOR = "course_editor", _("课程编辑")
    QUESTION_AUTHOR = "question_author", _("命题人")
    QUESTION_REVIEWER = "question_reviewer", _("审题人")
    TRAINER = "trainer", _("讲师")
    MARKER = "marker", _("阅卷人")
    INVIGILATOR = "invigilator", _("监考员")
    POLICY_EDITOR = "policy_editor", _("政策编辑")
    DEPARTMENT_REVIEWER = "department_reviewer", _("部门审核人")
    ENQUIRY_HANDLER = "enquiry_handler", _("留言办理人")
    LEARNER = "learner", _("学员")
    DATA_VIEWER = "data_viewer", _("数据查看者")


# Roles whose holder sees the people of the units at which the role is held.
MANAGER_ROLES = {Role.SYSTEM_ADMIN, Role.AREA_ADMIN, Role.STREET_ADMIN}
SCOPED_READER_ROLES = MANAGER_ROLES | {Role.DATA_VIEWER}
# Roles that work in /cms/.
CMS_ROLES = {
    Role.SYSTEM_ADMIN,
    Role.COURSE_EDITOR,
    Role.QUESTION_AUTHOR,
    Role.QUESTION_REVIEWER,
    Role.TRAINER,
    Role.POLICY_EDITOR,
    Role.DEPARTMENT_REVIEWER,
}
# Roles that must use a second factor in production (domain.md 7.11).
MFA_ROLES = MANAGER_ROLES
