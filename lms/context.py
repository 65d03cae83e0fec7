"""The frame of every page: which navigation, who is looking, what the foot says.

An `Entry` is one item of a navigation. An area is the part of the product an address belongs to: public, learner or
manage. A `Chrome` is the frame of one request; it asks the database only for what the template really shows.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.enums import DESK_ROLES
from lms.demo.accounts import ACCOUNTS
from people.enums import CMS_ROLES, SCOPED_READER_ROLES
from people.models import Message, RoleGrant, User
from people.permissions import lacks_second_factor
from policies.enums import DESK_ROLES as ENQUIRY_ROLES
from policies.permissions import EDITOR_ROLES


@dataclass(frozen=True)
class Entry:
    """One item of a navigation; `exact` entries are current only at their own address and below `also`, others also
    below their own."""

    label: str | Promise
    href: str
    icon: str
    exact: bool = False
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        own = path == self.href if self.exact else path.startswith(self.href)
        return own or path.startswith(self.also)


PUBLIC = [
    Entry(_("政策"), "/policies/", "policy"),
    Entry(_("谁来管"), "/who/", "people"),
    Entry(pgettext_lazy("导航", "课程"), "/courses/", "book"),
    Entry(_("处置卡"), "/cards/", "card"),
    Entry(_("提问"), "/ask/", "ask"),
    Entry(_("查证书"), "/verify/", "cert"),
    Entry(_("搜索"), "/search/", "search"),
]
LEARNER = [
    Entry(_("学习"), "/my/", "home", exact=True, also=("/my/record/",)),
    Entry(pgettext_lazy("导航", "课程"), "/courses/", "book"),
    Entry(pgettext_lazy("导航", "考试"), "/assessments/", "edit"),
    Entry(pgettext_lazy("导航", "能力"), "/my/competency/", "radar"),
    Entry(pgettext_lazy("导航", "证书"), "/my/certificates/", "cert"),
]
MANAGE_SEE = [Entry(_("总览"), "/manage/", "chart", exact=True), Entry(_("人员"), "/manage/people/", "people")]
AWARENESS = Entry(_("知晓率"), "/manage/awareness/", "policy")
EXAM_ROOM = Entry(pgettext_lazy("导航", "考场"), "/manage/exams/", "clock")
ENQUIRY_DESK = Entry(_("居民留言"), "/manage/enquiries/", "ask")
MANAGE_DO = [Entry(pgettext_lazy("导航", "课程"), "/courses/", "book"), Entry(_("查证书"), "/verify/", "cert")]
LEARNER_ROOTS = ("/my/", "/courses/", "/cards/", "/assessments/", "/accounts/")


class Chrome:
    """The frame of one request, as `chrome` in templates."""

    def __init__(self, request: HttpRequest, viewer: User | None) -> None:
        self.path = request.path
        self.viewer = viewer

    @property
    def area(self) -> str:
        """public, learner or manage."""
        if self.viewer and self.path.startswith("/manage/"):
            return "manage"
        return "learner" if self.viewer and self.path.startswith(LEARNER_ROOTS) else "public"

    @property
    def nav(self) -> list[tuple[Entry, bool]]:
        """The entries of this area, each with whether it is the current one."""
        return self._marked(LEARNER if self.area == "learner" else PUBLIC)

    @property
    def see(self) -> list[tuple[Entry, bool]]:
        """看情况: the first group of the manager's rail; those who only run exams have none."""
        entries = MANAGE_SEE if self.can_manage else []
        return self._marked([*entries, AWARENESS] if self.can_manage or self.roles & EDITOR_ROLES else entries)

    @property
    def do(self) -> list[tuple[Entry, bool]]:
        """办事情: the second group of the manager's rail."""
        exams = [EXAM_ROOM] if self.can_run_exams else []
        enquiries = [ENQUIRY_DESK] if self.can_handle_enquiries else []
        return self._marked([*exams, *enquiries, *MANAGE_DO])

    def _marked(self, entries: list[Entry]) -> list[tuple[Entry, bool]]:
        return [(entry, entry.holds(self.path)) for entry in entries]

    @cached_property
    def roles(self) -> set[str]:
        """The roles the viewer holds today, wherever."""
        if not (self.viewer and self.viewer.ever_staff):
            return set()
        return set(RoleGrant.objects.current().filter(person=self.viewer).values_list("role", flat=True))

    @property
    def can_manage(self) -> bool:
        return bool(self.roles & SCOPED_READER_ROLES)

    @cached_property
    def can_run_exams(self) -> bool:
        """By a role, or named as an invigilator of some session."""
        named = self.viewer.invigilated_sessions if self.viewer and self.roles else None
        return bool(self.roles & DESK_ROLES) or (named is not None and named.exists())

    @property
    def can_handle_enquiries(self) -> bool:
        return bool(self.roles & ENQUIRY_ROLES)

    @property
    def staff_home(self) -> str:
        """Where the staff part of the product begins for the viewer."""
        if self.can_manage:
            return MANAGE_SEE[0].href
        others = [(self.can_run_exams, EXAM_ROOM), (self.can_handle_enquiries, ENQUIRY_DESK)]
        return next((entry.href for may, entry in others if may), MANAGE_SEE[0].href)

    @property
    def can_edit(self) -> bool:
        return bool(self.roles & CMS_ROLES)

    @property
    def mfa_reminder(self) -> bool:
        """Whether to advise a manager to turn on the second factor: on manager pages, where nothing requires it."""
        asked = self.area == "manage" and not settings.MFA_REQUIRED_FOR_MANAGERS
        return asked and lacks_second_factor(self.viewer)

    @cached_property
    def unread(self) -> int:
        """How many messages the viewer has not read."""
        return Message.objects.visible_to(self.viewer).unread().count() if self.viewer else 0

    @property
    def other_language(self) -> tuple[str, str]:
        """The language one can switch to: its code and its own name."""
        return ("zh-hans", "中文") if (get_language() or "").startswith("en") else ("en", "English")

    @property
    def footer(self) -> dict[str, str]:
        return settings.SITE_FOOTER


def viewer_of(request: HttpRequest) -> User | None:
    """The person looking, or None. Without a session cookie the session is not touched: the page stays cacheable."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Give templates `chrome`, `viewer`, `demo` and, in demo mode only, `demo_accounts`."""
    viewer = viewer_of(request)
    return {
        "chrome": Chrome(request, viewer),
        "viewer": viewer,
        "demo": settings.DEMO,
        "demo_accounts": ACCOUNTS if settings.DEMO else [],
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
    }
