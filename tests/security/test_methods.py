"""Unsafe methods need a token, safe ones change nothing: every address of the resolver."""

import pytest
from django.db import transaction

from tests.security import address_table as table
from tests.security.resolver import addresses
from tests.security.test_addresses import address, ask, cms_path, cms_things, rows
from tests.security.watching import writes

__all__ = ["address"]
pytestmark = [pytest.mark.django_db, pytest.mark.anchor_46]

# GETs that write to tables of ours, each with its reason.
MAY_WRITE = {
    "certificates:by_token": ({"core_throttlecount"}, "tries to guess a link are counted"),
    "manage:export": ({"core_auditentry"}, "who took which table out of the house is recorded"),
    "desk:list-file": ({"core_auditentry"}, "the same"),
    "enquiries:list-file": ({"core_auditentry"}, "the same"),
    "enquiries:photo": ({"core_auditentry"}, "who looked at what was sent in is recorded"),
    "enquiries:report-file": ({"core_auditentry"}, "the same"),
    "ask:thread": ({"core_throttlecount"}, "tries to guess a receipt are counted"),
}


def test_no_view_is_excused_from_the_token():
    """But for Wagtail's admin API, whose own authentication asks for it (the posts below go there too)."""
    excused = {found.name for found in addresses() if getattr(found.view, "csrf_exempt", False)}
    assert not [name for name in excused if not name.startswith("wagtailadmin_api:")]


def test_every_post_without_the_token_is_refused(client_of, address, figure):
    """Also where a POST means nothing: the token is asked for before the view."""
    strict = client_of("owner", enforce_csrf_checks=True)
    paths = {address(name, thing) for method, name, thing, _answers in rows() if method == "POST"}
    for path in paths:
        with transaction.atomic():
            assert strict.post(path).status_code == 403, path
            transaction.set_rollback(True)
    figure(f"{len(paths)} posts without a token, all refused")


def test_every_post_to_the_editing_screens_without_the_token_is_refused(client_of):
    strict = client_of("admin", enforce_csrf_checks=True)
    for route in {found.route for found in addresses() if found.route.startswith("cms/")}:
        if "<uidb64>" in route:
            continue  # a token of its own is in the address; the screen is switched off
        with transaction.atomic():
            assert strict.post(cms_path(route)).status_code == 403, route
            transaction.set_rollback(True)


def test_a_post_with_a_foreign_origin_is_refused(client_of, address):
    client = client_of("owner", enforce_csrf_checks=True)
    client.get("/my/inbox/")
    token = client.cookies["csrftoken"].value
    values = {"csrfmiddlewaretoken": token}
    assert client.post("/my/inbox/read-all/", values).status_code == 302
    assert client.post("/my/inbox/read-all/", values, headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["anonymous", "owner", "manager", "admin"])
def test_no_get_writes_anything_of_ours(client_of, address, who):
    for method, name, thing, answers in rows():
        if method != "GET" or answers[table.WHO.index(who)] not in ("200", "login"):
            continue
        with writes() as seen:
            ask(client_of(who), "GET", address(name, thing))
        assert seen <= MAY_WRITE.get(name, (set(), ""))[0], f"GET {name} as {who} wrote to {seen}"


def test_looking_at_the_editing_screens_writes_nothing_of_ours(county, client_of):
    things = cms_things(county)
    for path, _who in table.CMS_OBJECTS:
        with writes() as seen:
            ask(client_of("admin"), "GET", path.format(**things))
        assert not seen, path
