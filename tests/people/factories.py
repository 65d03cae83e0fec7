"""People and units for tests, made through the services, so that their rules hold here too.

`UnitFactory(kind=…)` hangs the unit under a fitting parent, making the line above it if there is none yet; give `parent=`
to choose. `PersonFactory(grid_worker=True)` stands in a grid, `PersonFactory(manager=True)` administers a street.
"""

import factory

from people.enums import EmploymentType, Post, Role, UnitKind
from people.models import OrgUnit, Placement, RoleGrant, User
from people.services import create_person, create_unit, grant_role, place

PASSWORD = "a long enough pass-phrase"
PARENT_KIND = {
    UnitKind.COUNTY: None,
    UnitKind.STREET: UnitKind.COUNTY,
    UnitKind.TOWN: UnitKind.COUNTY,
    UnitKind.DEPARTMENT: UnitKind.COUNTY,
    UnitKind.COMMUNITY: UnitKind.STREET,
    UnitKind.VILLAGE: UnitKind.TOWN,
    UnitKind.GRID: UnitKind.COMMUNITY,
}


class UnitFactory(factory.Factory):
    class Meta:
        model = OrgUnit

    kind = UnitKind.GRID
    name = factory.LazyAttributeSequence(lambda unit, number: f"{UnitKind(unit.kind).label}{number}")
    by = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        if "parent" not in kwargs:
            wanted = PARENT_KIND[kwargs["kind"]] if kwargs["kind"] != UnitKind.CITY else None
            found = OrgUnit.objects.filter(kind=wanted).first() if wanted else None
            kwargs["parent"] = found or (cls(kind=wanted) if wanted else None)
        return create_unit(**kwargs)


class PersonFactory(factory.Factory):
    """Somebody who can log in with `PASSWORD`.

    Traits: `grid_worker`, `manager` (street administrator), `admin` (system administrator), and `role=`, `post=` with
    `unit=` for anything else. `password=None` saves the hashing.
    """

    class Meta:
        model = User

    class Params:
        grid_worker = factory.Trait(post=Post.GRID_WORKER)
        manager = factory.Trait(role=Role.STREET_ADMIN)
        admin = factory.Trait(role=Role.SYSTEM_ADMIN)

    username = factory.Sequence(lambda number: f"person-{number}")
    display_name = factory.Sequence(lambda number: f"王小{number}")
    password = PASSWORD
    by = None
    post = None
    role = None
    unit = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        post, role, unit = kwargs.pop("post"), kwargs.pop("role"), kwargs.pop("unit")
        person = create_person(**kwargs)
        if post:
            where = unit or UnitFactory(kind=UnitKind.GRID)
            place(person=person, unit=where, post=post, employment_type=EmploymentType.FULL_TIME, by=None)
        if role:
            grant_role(person=person, role=role, unit=unit or _usual_unit(role), by=None)
        return person


class PlacementFactory(factory.Factory):
    class Meta:
        model = Placement

    person = factory.SubFactory(PersonFactory, password=None)
    unit = factory.SubFactory(UnitFactory)
    post = Post.GRID_WORKER
    employment_type = EmploymentType.FULL_TIME
    by = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return place(**kwargs)


class RoleGrantFactory(factory.Factory):
    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory, password=None)
    unit = factory.SubFactory(UnitFactory, kind=UnitKind.STREET)
    role = Role.STREET_ADMIN
    by = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return grant_role(**kwargs)


def _usual_unit(role):
    kind = UnitKind.STREET if role == Role.STREET_ADMIN else UnitKind.COUNTY
    return OrgUnit.objects.filter(kind=kind).first() or UnitFactory(kind=kind)
