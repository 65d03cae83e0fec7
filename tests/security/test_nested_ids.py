"""Ids inside a payload are checked like the one in the address: a foreign one is refused and nothing is written."""

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest

from core import clock
from courses.models import Assignment
from tests.courses.factories import lessons_of
from tests.security.watching import state

pytestmark = [pytest.mark.django_db, pytest.mark.anchor_35, pytest.mark.both_databases]
EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "\t//evil.example",
]


def answer(client, of, **values):
    sent = {"position": 1, "value": "A", "base_sequence": 0, "client_id": str(uuid.uuid4()), **values}
    path = f"/assessments/attempts/{of.pk}/answers/"
    return client.post(path, sent, content_type="application/json", headers={"Accept": "application/json"})


@pytest.mark.parametrize(
    "values",
    [
        {"position": 99},
        {"position": 0},
        {"position": -1},
        {"position": "1 OR 1=1"},
        {"position": None},
        {"position": 10**30},
        {"position": [1]},
        {"value": "H"},
        {"value": {"letter": "A"}},
        {"value": ["A"]},
        {"value": "A\x00"},
        {"value": "甲" * 9000},
        {"value": True},
        {"base_sequence": 7},
        {"base_sequence": -1},
        {"client_id": "1"},
        {"client_id": None},
    ],
)
def test_an_answer_that_is_not_of_this_paper_is_refused(county, client_of, values):
    attempt = county.of("owner").attempt
    before = state()
    response = answer(client_of("owner"), attempt, **values)
    assert response.status_code in (400, 404, 409, 422), response.status_code
    assert state() == before


def test_the_same_answer_with_its_own_ids_is_taken(county, client_of):
    assert answer(client_of("owner"), county.of("owner").attempt).status_code == 200


@pytest.mark.parametrize("extra", [{"attempt": 1}, {"attempt_id": 1}, {"item": 1}, {"person": 1}, {"score": 100}])
def test_a_payload_cannot_name_another_attempt(county, client_of, extra):
    """The address says whose attempt it is; another one in the payload is not read."""
    own, foreign = county.of("owner").attempt, county.of("stranger").attempt
    values = {name: foreign.pk if value == 1 else value for name, value in extra.items()}
    assert answer(client_of("owner"), own, **values).status_code == 200
    foreign.refresh_from_db()
    assert (foreign.sequence, foreign.steps.count(), foreign.score) == (0, 0, None)
    assert answer(client_of("stranger"), own).status_code == 404


@pytest.mark.parametrize("path", ["answers", "flags", "submit"])
def test_nobody_acts_in_the_attempt_of_another(county, client_of, path):
    values = {"position": 1, "flagged": "on", "answer": "A", "base_sequence": 0, "client_id": uuid.uuid4()}
    before = state()
    for who in ("stranger", "colleague", "manager", "admin"):
        response = client_of(who).post(f"/assessments/attempts/{county.of('owner').attempt.pk}/{path}/", values)
        assert response.status_code == 404, who
    assert state() == before


def test_a_question_of_another_lesson_is_not_marked_here(county, client_of):
    """Posting the fields of another lesson's check leaves this lesson's unanswered."""
    lesson, foreign = county.of("owner").lesson, lessons_of(county.other_course)[0]
    before = state()
    values = {f"q{question.pk}-answer": "true" for question in foreign.questions}
    response = client_of("owner").post(f"/learn/lessons/{lesson.pk}/check/", values)
    assert response.status_code == 422
    assert state() == before


@pytest.mark.parametrize("path", ["place", "check", "finish"])
def test_nobody_learns_in_a_course_they_did_not_begin(county, client_of, path):
    foreign = lessons_of(county.other_course)[0]
    before = state()
    assert client_of("owner").post(f"/learn/lessons/{foreign.pk}/{path}/", {"anchor": "b-1"}).status_code == 404
    assert state() == before


def test_a_message_of_another_is_not_opened_nor_read(county, client_of):
    before = state()
    message = county.of("stranger").message
    assert client_of("owner").post(f"/my/inbox/{message.pk}/open/").status_code == 404
    assert state() == before
    client_of("owner").post("/my/inbox/read-all/")
    message.refresh_from_db()
    assert message.read_at is None


def arrangement(county, **more):
    due = clock.today() + timedelta(days=9)
    return {"course": county.course.pk, "due": due.isoformat(), "confirm": "1", **more}


def test_a_manager_arranges_nothing_outside_the_subtree(county, client_of):
    before = state()
    strangers = county.people["stranger"].pk
    for who, path in [
        ("manager", f"/manage/people/{strangers}/assign/"),
        ("manager", f"/manage/units/{county.theirs.pk}/assign/"),
        ("manager", f"/manage/units/{county.foreign_grid.pk}/assign/"),
        ("manager", f"/manage/units/{county.county.pk}/assign/"),
        ("sibling", f"/manage/people/{county.people['owner'].pk}/assign/"),
        ("viewer", f"/manage/people/{county.people['owner'].pk}/assign/"),
        ("owner", f"/manage/people/{county.people['owner'].pk}/assign/"),
    ]:
        assert client_of(who).post(path, arrangement(county)).status_code in (403, 404), (who, path)
    assert state() == before


def test_people_and_units_named_in_the_form_are_not_read(county, client_of):
    """The address says for whom; a foreign person, unit or giver beside it changes nothing."""
    stranger = county.people["stranger"]
    extra = {"person": stranger.pk, "people": [stranger.pk], "unit": county.theirs.pk, "by": stranger.pk, "cycle": 7}
    path = f"/manage/people/{county.people['colleague'].pk}/assign/"
    assert client_of("manager").post(path, arrangement(county, **extra)).status_code == 302
    made = Assignment.objects.get()
    assert (made.person, made.by, made.cycle) == (county.people["colleague"], county.people["manager"], 1)


@pytest.mark.parametrize("course", ["lesson", "home", "draft", "0", "-1", str(10**30), "x", "1;DROP TABLE"])
def test_only_a_published_course_can_be_arranged(county, client_of, course):
    pages = {"lesson": county.of("owner").lesson, "home": county.course.get_parent().get_parent()}
    if course == "draft":
        county.other_course.unpublish()
        pages["draft"] = county.other_course
    value = pages[course].pk if course in pages else course
    before = state()
    path = f"/manage/people/{county.people['colleague'].pk}/assign/"
    response = client_of("manager").post(path, arrangement(county, course=value))
    assert response.status_code == 200
    assert response.context["form"].errors["course"]
    assert state() == before


@pytest.mark.parametrize(
    "query",
    [
        "unit={theirs}",
        "unit={grid}",
        "unit={county}",
        "course=0",
        "course={lesson}",
        "state=x",
        "unit={theirs}&by=units",
    ],
)
@pytest.mark.parametrize("path", ["/manage/people/", "/manage/", "/manage/export.csv", "/manage/export.xlsx"])
def test_a_filter_with_a_foreign_id_finds_nothing(county, client_of, path, query):
    query = query.format(
        theirs=county.theirs.pk,
        grid=county.foreign_grid.pk,
        county=county.county.pk,
        lesson=county.of("owner").lesson.pk,
    )
    before = state()
    assert client_of("manager").get(f"{path}?{query}").status_code == 404
    assert state() == before


@pytest.mark.anchor_36
def test_lists_and_exports_name_nobody_outside_the_subtree(county, client_of):
    name = county.people["stranger"].display_name
    for query in ("", "?q=周", "?state=all", f"?course={county.other_course.pk}", "?page=9"):
        for path in ("people/", "export.csv"):
            response = client_of("manager").get(f"/manage/{path}{query}")
            assert response.status_code in (200, 404)
            assert name not in response.content.decode("utf-8-sig"), (path, query)
    assert name in client_of("sibling").get("/manage/people/").content.decode()


@pytest.mark.anchor_36
def test_a_viewer_of_figures_reads_no_full_name_anywhere(county, client_of):
    name = county.people["owner"].display_name
    pages = [
        "people/",
        "export.csv",
        f"people/{county.people['owner'].pk}/",
        f"units/{county.grid.pk}/",
        "people/?q=owner",
    ]
    for path in pages:
        assert name not in client_of("viewer").get(f"/manage/{path}").content.decode(), path


@pytest.mark.anchor_36
def test_a_revoked_role_is_gone_on_the_next_request(county, client_of):
    from people.models import RoleGrant
    from people.services import revoke_role

    client = client_of("manager")
    assert client.get("/manage/").status_code == 200
    revoke_role(grant=RoleGrant.objects.get(person=county.people["manager"]), by=county.people["admin"])
    assert client.get("/manage/").status_code == 403
    assert client.get(f"/my/certificates/{county.of('owner').certificate.pk}/").status_code == 404


@pytest.mark.parametrize("target", EVIL)
@pytest.mark.parametrize(
    "path",
    [
        "/display/?mode=elder&next={}",
        "/language/?lang=en&next={}",
        "/accounts/login/?next={}",
        "/cms/login/?next={}",
        "/_util/login/?next={}",
    ],
)
def test_no_address_sends_anybody_to_another_site(client_of, path, target):
    for who in ("anonymous", "owner"):
        response = client_of(who).get(path.format(quote(target)))
        location = response.get("Location", "/")
        assert location.startswith("/"), location
        assert not location.startswith(("//", "/\\")), location


@pytest.mark.parametrize("target", EVIL)
def test_the_log_in_itself_leads_nowhere_else(county, client_of, target):
    from tests.people.factories import PASSWORD

    response = client_of("anonymous").post(
        "/accounts/login/", {"login": "owner", "password": PASSWORD, "next": target}, follow=False
    )
    assert (response.status_code, response["Location"]) == (302, "/my/")


def test_a_message_leads_only_to_this_site(county, client_of):
    message = county.of("owner").message
    for target in EVIL:
        message.context["url"] = target
        message.save()
        assert client_of("owner").post(f"/my/inbox/{message.pk}/open/")["Location"] == "/my/inbox/"


def test_a_foreign_host_is_refused_and_never_gets_into_links(county, client_of, settings, mailoutbox):
    settings.ALLOWED_HOSTS = ["testserver"]
    client = client_of("owner")
    assert client.get("/my/", headers={"Host": "evil.example"}).status_code == 400
    settings.ALLOWED_HOSTS = ["*"]
    for path in (
        f"/my/certificates/{county.of('owner').certificate.pk}/",
        county.policy.url,
        "/sitemap.xml",
        "/robots.txt",
    ):
        response = client.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in response.content.decode(), path


def test_the_reset_mail_leads_to_our_own_address(county, client_of, mailoutbox, settings):
    person = county.people["owner"]
    person.email = "owner@example.com"
    person.save()
    client_of("anonymous").post("/accounts/password/reset/", {"email": person.email}, headers={"Host": "evil.example"})
    assert "evil.example" not in mailoutbox[0].body
    assert settings.BASE_URL in mailoutbox[0].body
