"""Every named address, asked by everybody: the table of address_table.py is the whole truth about who gets what."""

import re
from collections import defaultdict
from fnmatch import fnmatch

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from wagtail.documents.models import Document

from assessments.models import SingleChoiceQuestion
from assessments.services import set_accommodation, set_override
from courses.models import CreditAward
from people.permissions import lands_at
from policies.services import enquiries
from tests.courses import files
from tests.courses.factories import MediaFileFactory, use_in
from tests.policies.enquiries import make_enquiry
from tests.security import address_table as table
from tests.security.resolver import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.anchor_34]
MORE = {"minutes": 80, "reason": "停电两次", "by": None}
PAGES = {"home", "policies", "courses", "course-page", "module-page", "lesson-page"}


def rows():
    """The lines of the table as (method, name, object, [answer of each of WHO])."""
    for line in table.TABLE.splitlines():
        if line and not line.startswith("#"):
            method, name, thing, *answers = line.split()
            yield method, name, thing, answers + [answers[-1]] * (len(table.WHO) - len(answers))


@pytest.fixture
def address(county):
    """`address(name, thing)` → the path for the owner's thing; `missing=True` for one that is not there."""
    own = county.of("owner")
    document = Document(title="公开资料")
    document.file.save("a.txt", ContentFile(b"a"))
    photo = ContentFile(files.picture(), name="a.jpg")
    enquiry = enquiries.submit(text="充电棚太远，能不能近一点", unit=county.ours, photo=photo, by=None).enquiry
    asked = make_enquiry(state="published", policy=county.policy)
    things = {
        **{name: getattr(own, name).pk for name in ("job", "message", "entry", "attempt", "finished", "unreleased")},
        "certificate": own.certificate.pk,
        "course": county.course.pk,
        "lesson": own.lesson.pk,
        "credit": CreditAward.objects.filter(person=county.people["owner"]).first().pk,
        "media": use_in(own.lesson, MediaFileFactory(captions="WEBVTT")).pk,
        "unit": county.grid.pk,
        "person": county.people["owner"].pk,
        "token": own.certificate.token,
        "competency": "EMG",
        "policy": county.policy.slug,
        "card": county.card.slug,
        "exam": own.entry.exam_id,
        "csv": "csv",
        "key": "a:b",
        "session": county.session.pk,
        "seat": (county.session.pk, county.seat.pk),
        "unlocked": (county.session.pk, county.placed.pk),
        "enquiry": enquiry.pk,
        "act": (enquiry.pk, "remind"),
        "asked": asked.pk,
        "receipt": enquiries.token_of(asked),
        "deferred": (county.session.pk, county.placed.pk, "defer"),
    }
    # What lies below something else: both numbers are in the address.
    below = {"override": (own.entry.exam_id, set_override(exam=own.entry.exam, person=own.entry.person, **MORE).pk)}
    set_accommodation(person=county.people["owner"], extra_minutes=10, reason="手部受伤", by=None)
    arguments = {
        "-": [],
        "courses-tab": ["courses"],
        "credits-csv": ["credits", "csv"],
        "document": [document.pk, document.filename],
        "reset": ["1", "set-password"],
    }
    pages = {
        "home": "/",
        "policies": "/policies/",
        "policy": county.policy.url,
        "duties": "/who/",
        "duty": county.duty.url,
        "courses": "/courses/",
        "cards": "/cards/",
        "card": county.card.url,
        "course-page": county.course.url,
        "module-page": own.lesson.get_parent().specific.url,
        "lesson-page": own.lesson.url,
    }

    def build(name: str, thing: str, *, missing: bool = False) -> str:
        if name == "wagtail_serve":
            return pages[thing]
        if thing == "restriction":
            return reverse(name, args=[987654] * (2 if "core" in name else 1))
        if thing in below:
            above, itself = below[thing]
            return reverse(name, args=[above, table.MISSING[thing] if missing else itself])
        if thing in arguments:
            return reverse(name, args=arguments[thing])
        found = table.MISSING[thing] if missing else things[thing]
        return reverse(name, args=found if isinstance(found, tuple) else [found])

    return build


def ask(client, method: str, path: str):
    """The answer, with nothing kept of what it did."""
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    for close in response._resource_closers:  # files; response.close() would end the connection to the database too
        close()
    return response


def fits(response, answer: str, home: str) -> bool:
    if answer.isdecimal():
        return response.status_code == int(answer)
    target = response.get("Location", "").split("?")[0]
    wanted = {"login": "/accounts/login/", "home": home}.get(answer, answer)
    return response.status_code == 302 and fnmatch(target, wanted)


def told(response) -> str:
    return f"{response.status_code} {response.get('Location', '')}".strip()


def body(response) -> str:
    """What the page says, without what differs on every page."""
    text = response.content.decode()
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|next=[^"&]+|value="/[^"]*"|data-csrf="\w+"', "", text)


def test_the_table_names_every_address_of_the_product_and_no_other():
    here = {found.name for found in addresses() if not found.route.startswith("cms/")}
    named = {name for _method, name, _thing, _answers in rows()}
    assert here == named
    for name in here - {"wagtail_serve"}:
        assert {method for method, other, _thing, _answers in rows() if other == name} == {"GET", "POST"}, name


@pytest.mark.both_databases
def test_everybody_gets_what_the_table_says(county, client_of, address):
    homes = {who: lands_at(county.people[who]) if who != "anonymous" else "/" for who in table.WHO}
    wrong = []
    for method, name, thing, answers in rows():
        path = address(name, thing)
        alike = len(set(answers[1:])) == 1
        for who, answer in zip(table.WHO, answers, strict=True):
            if alike and who not in ("anonymous", "owner", "admin"):
                continue
            response = ask(client_of(who), method, path)
            if not fits(response, answer, homes[who]):
                wrong.append(f"{method} {name} {thing} as {who}: {told(response)}, the table says {answer}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.both_databases
def test_a_missing_thing_answers_exactly_like_a_foreign_one(county, client_of, address):
    wrong = []
    for method, name, thing, answers in rows():
        if thing not in table.MISSING or "404" not in answers or name in table.READ_FIRST:
            continue
        told_apart = dict(zip(reversed(answers), reversed(table.WHO), strict=True))  # one person per kind of answer
        for answer, who in told_apart.items():
            if answer in ("405", "login", "401", "403"):
                continue
            lost = ask(client_of(who), method, address(name, thing, missing=True))
            if lost.status_code != 404:
                wrong.append(f"{method} {name} {thing} missing, as {who}: {told(lost)}")
            if answer == "404" and body(ask(client_of(who), method, address(name, thing))) != body(lost):
                wrong.append(f"{method} {name} {thing} as {who}: the page tells foreign from missing")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_too_large_for_the_database_is_a_missing_thing(client_of, number):
    for path in (
        f"/assessments/attempts/{number}/",
        f"/assessments/entries/{number}/",
        f"/my/certificates/{number}/",
        f"/manage/units/{number}/",
        f"/manage/people/{number}/",
        f"/manage/people/?unit={number}",
        f"/manage/people/?course={number}",
        f"/learn/lessons/{number}/place/",
        f"/learn/courses/{number}/enrol/",
    ):
        assert client_of("admin").get(path).status_code == 404, path


# ── /cms/ ──
# One of each kind of editor; a department's reviewer has the pages of a policy editor.
ASKED = {"trainer", "editor", "author", "reviewer", "policies", "admin"}


def cms_path(route: str) -> str:
    """Some address of this route: who may not enter never gets as far as the object."""
    route = route.replace("(?:users|groups)", "users").replace("(?:people/user|auth/group)", "auth/group")
    route = re.sub(r"\(\?P<revision_id_\w>[^)]*\)", "live", route)
    route = re.sub(r"\(\?P<pk>[^)]*\)|<(?:int|str):\w+>", "1", route)
    route = re.sub(r"<(?:slug:)?\w+>", "x", route)
    return "/" + route.replace("\\.", ".").strip("^$").replace("^", "").replace("$", "").replace(".*", "x")


def rule_of(route: str) -> set[str] | None:
    return next((who for pattern, who in table.CMS if re.fullmatch(pattern, route)), None)


def test_every_address_of_the_editing_screens_falls_under_a_rule():
    routes = {found.route for found in addresses() if found.route.startswith("cms/")}
    assert len(routes) > 200
    assert not [route for route in routes if rule_of(route) is None]


def test_nobody_enters_an_editing_screen_whom_its_rule_does_not_name(county, client_of):
    """Strangers, learners and managers on every route; editors of other things on the routes of our own apps."""
    ours = re.compile(r"cms/(snippets/.+|attempt|staff|units|placements|grants|users|groups)")
    wrong = []
    for route in sorted({found.route for found in addresses() if found.route.startswith("cms/")}):
        asking = ["anonymous", "owner"] + (["trainer", "policies"] if ours.match(route) else [])
        for who in set(asking) - rule_of(route):
            response = ask(client_of(who), "GET", cms_path(route))
            if response.status_code not in (302, 403, 404, 405):
                wrong.append(f"/{route} as {who}: {told(response)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["manager", "viewer", "colleague"])
def test_people_without_a_role_in_the_editing_screens_are_refused_in_words(client_of, who):
    response = client_of(who).get("/cms/", follow=True)
    assert response.status_code == 403
    assert client_of(who).get("/cms/pages/").status_code == 302


def cms_things(county) -> dict[str, int]:
    """What stands in the braces of `table.CMS_OBJECTS`."""
    own = county.of("owner")
    return {
        "lesson": own.lesson.pk,
        "policy": county.policy.pk,
        "duty": county.duty.pk,
        "question": SingleChoiceQuestion.objects.first().pk,
        "attempt": own.finished.pk,
        "credit": CreditAward.objects.filter(person=county.people["owner"]).first().pk,
        "person": county.people["owner"].pk,
    }


@pytest.mark.both_databases
def test_each_editor_opens_the_screens_of_their_own_things_only(county, client_of):
    things = cms_things(county)
    seen = defaultdict(set)
    for path, who in table.CMS_OBJECTS:
        for name in ASKED:
            if ask(client_of(name), "GET", path.format(**things)).status_code == 200:
                seen[path].add(name)
        assert seen[path] == who & ASKED, path
