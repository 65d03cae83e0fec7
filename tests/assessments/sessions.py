"""Exam sessions in the states that tests need."""

from datetime import timedelta

from assessments import services
from people.enums import Role, UnitKind
from people.models import OrgUnit
from tests.assessments.factories import make_exam
from tests.people.factories import PersonFactory, UnitFactory

MINUTE = timedelta(minutes=1)


def street():
    return OrgUnit.objects.filter(kind=UnitKind.STREET).first() or UnitFactory(kind=UnitKind.STREET)


def staff(role=Role.INVIGILATOR, unit=None):
    """Somebody with a role at the street."""
    return PersonFactory(role=role, unit=unit or street(), password=None)


def candidate(**changed):
    """A grid worker below the street."""
    unit = street().get_children().first() or UnitFactory(kind=UnitKind.COMMUNITY, parent=street())
    grid = unit.get_children().first() or UnitFactory(kind=UnitKind.GRID, parent=unit)
    return PersonFactory(grid_worker=True, unit=grid, password=None, **changed)


def make_session(starts, *, people=0, exam=None, by=None, **changed):
    """A session of an hour from `starts` at the street, with so many candidates (or these) placed in it."""
    values = {
        "session": None,
        "exam": exam or make_exam(),
        "unit": street(),
        "place": "柳岸社区活动室",
        "starts": starts,
        "ends": starts + timedelta(hours=1),
        "late_entry_minutes": 15,
        "early_submit_minutes": 0,
        "invigilators": [],
        **changed,
    }
    session = services.save_session(by=by, **values)
    people = [candidate() for _person in range(people)] if isinstance(people, int) else people
    if people:
        services.place_entries(session=session, people=people, by=None)
    return session


def sit(entry):
    """Begin what the entry is for, in its session."""
    return services.start_attempt(entry=entry, by=entry.person, code=entry.session.code)


def sitting(session):
    """Everybody in the session begins; the attempts by admission number."""
    return [sit(entry) for entry in session.entries.order_by("admission_number")]
