"""Wagtail's groups, derived from role grants: nobody edits them by hand (its group screens are not registered).

There is one group per role that works in /cms/, named like the role. What a group may do is data below. Higher apps are
named there by strings only (app labels, permission names, page types), since this app may not import them: a name that
does not exist (an app without admin screens yet, an index page not created yet) gives nothing, and is picked up by the
next `ensure_groups()`, which runs after every migration and wherever index pages are created.
"""

from fnmatch import fnmatch

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import translation
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from people.enums import CMS_ROLES, Role
from people.models import RoleGrant, User

ACCESS = "wagtailadmin.access_admin"

# Files of lessons; deleting stays with the system administrator.
MEDIA = [f"courses.{verb}_mediafile" for verb in ("view", "add", "change")]
# The edition of a law is kept by those who keep policies; deleting stays with the system administrator.
LAWS = [f"policies.{verb}_law" for verb in ("view", "add", "change")]
# Patterns of "app_label.codename" (fnmatch). Rows that record what happened (attempts, evidence, certificates, audit)
# can be viewed by the system administrator, never added, changed or deleted in /cms/.
ROLE_PERMISSIONS: dict[str, list[str]] = {
    Role.SYSTEM_ADMIN: [
        ACCESS,
        *(f"{app}.view_*" for app in ("competencies", "policies", "assessments", "courses", "certificates", "core")),
        "assessments.*question",
        "assessments.*_paper",
        "assessments.*_exam",
        "courses.*_mediafile",
        "competencies.*_competency",
        "competencies.*_levelstatement",
        "competencies.*_postrequirement",
        "policies.*_topic",
        "policies.*_audience",
        "policies.*_readyanswer",
        "policies.*_holiday",
        "policies.*_glossaryterm",
        "policies.*_law",
        "wagtailcore.*_workflow",
        "wagtailcore.*_task",
        "wagtailcore.*_collection",
        "wagtailcore.*_site",
        "wagtailredirects.*",
        "taggit.*",
    ],
    Role.COURSE_EDITOR: [ACCESS, *MEDIA, "policies.view_law"],
    Role.TRAINER: [
        ACCESS,
        *MEDIA,
        "policies.view_law",
        "assessments.view_*question",
        # Only whoever may also write questions (命题人) can use it: a trainer with both roles builds a course alone.
        "assessments.publish_*question",
        *(f"assessments.{verb}_{thing}" for verb in ("view", "add", "change") for thing in ("paper", "exam")),
        "assessments.view_attempt",
    ],
    Role.QUESTION_AUTHOR: [
        ACCESS,
        "assessments.view_*question",
        "assessments.add_*question",
        "assessments.change_*question",
    ],
    Role.QUESTION_REVIEWER: [
        ACCESS,
        "assessments.view_*question",
        "assessments.change_*question",
        "assessments.publish_*question",
    ],
    Role.POLICY_EDITOR: [
        ACCESS,
        *LAWS,
        *(
            f"policies.{verb}_{thing}"
            for verb in ("view", "add", "change")
            for thing in ("readyanswer", "glossaryterm")
        ),
    ],
    Role.DEPARTMENT_REVIEWER: [ACCESS, *LAWS],
}

# Page types by name → what the group may do with pages of that type and below.
COURSES, CARDS = "courses.courseindexpage", "courses.cardindexpage"
POLICIES, DUTIES = "policies.policyindexpage", "policies.dutyindexpage"
WRITE, PUBLISH = ("add_page", "change_page"), ("add_page", "change_page", "publish_page")
ROLE_PAGES: dict[str, dict[str, tuple[str, ...]]] = {
    Role.COURSE_EDITOR: {COURSES: PUBLISH, CARDS: PUBLISH},
    Role.TRAINER: {COURSES: PUBLISH, CARDS: PUBLISH},
    Role.POLICY_EDITOR: {POLICIES: WRITE, DUTIES: WRITE},
    # Approving a page in a workflow publishes it: reviewers of departments need that right, and change no lesson but
    # one that waits for them.
    Role.DEPARTMENT_REVIEWER: {
        POLICIES: ("change_page", "publish_page"),
        DUTIES: ("change_page", "publish_page"),
        COURSES: ("publish_page",),
        CARDS: ("publish_page",),
    },
}
ALL_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")

# Pictures and documents are shared by the instance; deleting stays with the system administrator.
FILE_PERMISSIONS = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
ALL_FILE_PERMISSIONS = (
    *FILE_PERMISSIONS,
    "wagtailimages.change_image",
    "wagtailimages.delete_image",
    "wagtaildocs.change_document",
    "wagtaildocs.delete_document",
)


def group_name(role: str) -> str:
    """The name of the role's group: the role's Chinese name, whatever the active language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(Role(role).label)


def group_of(role: str) -> Group:
    """The group of a /cms/ role, made with its permissions if it is not there yet."""
    group = Group.objects.filter(name=group_name(role)).first()
    if group is None:
        ensure_groups()
        group = Group.objects.get(name=group_name(role))
    return group


@transaction.atomic
def ensure_groups() -> None:
    """Create every group and make its permissions exactly what the tables above say. Safe to run at any time."""
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for role in sorted(CMS_ROLES):
        group, _ = Group.objects.get_or_create(name=group_name(role))
        patterns = ROLE_PERMISSIONS[role]
        group.permissions.set(pk for name, pk in known.items() if any(fnmatch(name, pattern) for pattern in patterns))
        _set_page_permissions(group, role, known)
        _set_file_permissions(group, role, known)


def sync_groups(person: User) -> None:
    """Give the person exactly the groups of the /cms/ roles they hold today."""
    held = RoleGrant.objects.current().filter(person=person, role__in=CMS_ROLES).values_list("role", flat=True)
    person.groups.set([group_of(role) for role in sorted(set(held))])
    # Django and Wagtail remember permissions on the object; the next request reads them anew anyway.
    for name in [name for name in vars(person) if name.endswith("_perm_cache")]:
        delattr(person, name)


@transaction.atomic
def sync_everybody() -> int:
    """Make the groups follow the dates of the grants, for grants that began or ended by themselves; returns how many changed."""
    wanted: dict[int, set[str]] = {}
    for person_id, role in RoleGrant.objects.current().filter(role__in=CMS_ROLES).values_list("person_id", "role"):
        wanted.setdefault(person_id, set()).add(group_name(role))
    had: dict[int, set[str]] = {}
    for person_id, name in User.groups.through.objects.values_list("user_id", "group__name"):
        had.setdefault(person_id, set()).add(name)
    differing = [pk for pk in wanted.keys() | had.keys() if wanted.get(pk, set()) != had.get(pk, set())]
    for person in User.objects.filter(pk__in=differing):
        sync_groups(person)
    return len(differing)


def _set_page_permissions(group: Group, role: str, known: dict[str, int]) -> None:
    wanted = set()
    if role == Role.SYSTEM_ADMIN:
        roots = Page.objects.filter(depth=1).values_list("pk", flat=True)
        wanted = {(page, known[f"wagtailcore.{name}"]) for page in roots for name in ALL_PAGE_PERMISSIONS}
    for page_type, names in ROLE_PAGES.get(role, {}).items():
        app_label, model = page_type.split(".")
        pages = Page.objects.filter(content_type__app_label=app_label, content_type__model=model)
        wanted |= {
            (page, known[f"wagtailcore.{name}"]) for page in pages.values_list("pk", flat=True) for name in names
        }
    present = {(row.page_id, row.permission_id): row.pk for row in GroupPagePermission.objects.filter(group=group)}
    GroupPagePermission.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=permission)
        for page, permission in sorted(wanted - present.keys())
    )


def _set_file_permissions(group: Group, role: str, known: dict[str, int]) -> None:
    names = ALL_FILE_PERMISSIONS if role == Role.SYSTEM_ADMIN else FILE_PERMISSIONS
    roots = Collection.objects.filter(depth=1).values_list("pk", flat=True)
    wanted = {(root, known[name]) for root in roots for name in names}
    present = {
        (row.collection_id, row.permission_id): row.pk for row in GroupCollectionPermission.objects.filter(group=group)
    }
    GroupCollectionPermission.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection_id=root, permission_id=permission)
        for root, permission in sorted(wanted - present.keys())
    )
