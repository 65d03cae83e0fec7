"""What a manager chose to look at: a unit, a course, a state, a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from courses.enums import TrainingState
from courses.models import CoursePage
from lms.manage.permissions import Reach
from people.models import OrgUnit


@dataclass(frozen=True)
class Selection:
    """Without a unit the whole reach is meant; `name` is looked for only where names may be seen."""

    reach: Reach
    unit: OrgUnit | None = None
    course: CoursePage | None = None
    state: str = ""
    name: str = ""

    @property
    def paths(self) -> list[str]:
        return [self.unit.path] if self.unit else list(self.reach.paths)

    @property
    def asks_for_records(self) -> bool:
        """A course or a state is a question about records (person × course), anything else one about people."""
        return bool(self.course or self.state)

    @property
    def state_name(self) -> str:
        return str(TrainingState(self.state).label) if self.state else ""

    @cached_property
    def place(self) -> str:
        """The unit in words, or the tops of the reach."""
        if self.unit:
            return self.unit.name
        return _("、").join(unit.name for unit in self.reach.units.filter(path__in=self.reach.paths)) or _("没有单位")

    @property
    def words(self) -> str:
        """The whole choice in words, for headings and exports."""
        parts = [self.place, self.course.title if self.course else _("全部课程"), self.state_name]
        if self.name:
            parts.append(_("姓名含“%(name)s”") % {"name": self.name})
        return " · ".join(part for part in parts if part)
