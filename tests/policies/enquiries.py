"""Enquiries for tests, made through the services."""

from datetime import date, timedelta

from core import clock
from people.enums import Role, UnitKind
from people.models import OrgUnit
from policies.services import enquiries as services
from tests.people.factories import PersonFactory, RoleGrantFactory, UnitFactory
from tests.policies.factories import make_policy

WORDS = "6号楼到充电棚要走十分钟，老人推不动，能不能在西门加几个插口？打我电话13800000000，我姓李。"
LONG_AGO = date(2020, 1, 1)


def county():
    return OrgUnit.objects.filter(kind=UnitKind.COUNTY).first() or UnitFactory(
        kind=UnitKind.COUNTY, name="青禾县", opened_on=LONG_AGO
    )


def department(name="青禾县消防救援大队"):
    return OrgUnit.objects.filter(name=name).first() or UnitFactory(
        kind=UnitKind.DEPARTMENT, name=name, parent=county(), opened_on=LONG_AGO
    )


def about(code="T1"):
    """A policy page of that department."""
    department()
    return make_policy(code)


def handler(unit=None, **person):
    """Somebody who handles what lies at the unit."""
    someone = PersonFactory(**{"password": None, **person})
    return RoleGrantFactory(
        person=someone, unit=unit or department(), role=Role.ENQUIRY_HANDLER, starts=LONG_AGO
    ).person


def ask(**said):
    """An enquiry and its code; about nothing it goes to the county."""
    county()
    return services.submit(**{"text": WORDS, "by": None, **said})


def make_enquiry(*, state="new", by=None, days_ago=0, **said):
    """An enquiry in a state: new, accepted, answered, published."""
    with clock.at(clock.now() - timedelta(days=days_ago)):
        enquiry = ask(**said).enquiry
    if state == "new":
        return enquiry
    by = by or handler(enquiry.unit)
    with clock.at(enquiry.created_at + timedelta(hours=2)):
        services.accept(enquiry=enquiry, by=by)
        if state != "accepted":
            services.answer(enquiry=enquiry, answer="能加。7月15日前在西门装 12 个插口。", by=by)
        if state == "published":
            public = {
                "public_text": "充电棚太远，能不能在西门加几个插口？",
                "public_answer": "能加。7月15日前装 12 个插口。",
            }
            services.publish(enquiry=enquiry, by=by, **public)
    enquiry.refresh_from_db()
    return enquiry
