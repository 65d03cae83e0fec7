"""Editing a policy in /cms/: drafts may be unfinished, what is published may not."""

import pytest
from wagtail.test.utils.form_data import nested_form_data

from people.enums import Role
from people.services import ensure_groups
from policies.models import PolicyPage
from tests.people.factories import PersonFactory, UnitFactory
from tests.policies.factories import make_policy

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    ensure_groups()
    person = PersonFactory(role=role, unit=UnitFactory(kind="county"), password=None)
    client.force_login(person)
    return client


def form_of(page, **changes):
    """What the editing screen would post: every field of the page, with changes."""
    data = {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}}
    for field in page._meta.local_concrete_fields:
        value = getattr(page, field.attname)
        if hasattr(field, "stream_block"):
            prepared = field.stream_block.get_prep_value(value)
            rows = {str(n): {"type": row["type"], "value": posted(row["value"]), "order": n, "deleted": "", "id": row["id"]}
                    for n, row in enumerate(prepared)}  # fmt: skip
            data[field.name] = {"count": len(prepared), **rows}
        elif field.name != "page_ptr":
            data[field.name] = "" if value is None else str(value)
    data |= {"title": page.title, "slug": page.slug, "search_description": "", "seo_title": ""}
    data["audiences"] = [str(audience.pk) for audience in page.audiences.all()]
    lists = {"audiences": data.pop("audiences")}
    return nested_form_data({**data, **changes}) | lists


def posted(value):
    """The value of a block as its form has it: a list inside it is counted."""
    if isinstance(value, list):
        rows = {
            str(n): {**row, "value": posted(row["value"]), "order": n, "deleted": ""} for n, row in enumerate(value)
        }
        return {"count": len(value), **rows}
    return {name: posted(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def edit(client, page, **changes):
    return client.post(f"/cms/pages/{page.pk}/edit/", form_of(page, **changes))


def test_an_editor_with_the_right_to_publish_publishes_a_change(client):
    page = make_policy()

    response = edit(signed_in(client, Role.SYSTEM_ADMIN), page, one_sentence="新的一句话。", **{"action-publish": "x"})

    assert response.status_code == 302
    assert PolicyPage.objects.get().one_sentence == "新的一句话。"


def test_a_placeholder_without_value_stops_publishing_and_says_so_at_the_field(client):
    page = make_policy()

    response = edit(signed_in(client, Role.SYSTEM_ADMIN), page, one_sentence="{{地点}}见。", **{"action-publish": "x"})

    assert response.status_code == 200
    assert "{{地点}}" in response.context["form"].errors["one_sentence"][0]
    assert PolicyPage.objects.get().one_sentence != "{{地点}}见。"


def test_a_draft_may_have_a_placeholder_without_value(client):
    page = make_policy()

    response = edit(signed_in(client, Role.SYSTEM_ADMIN), page, one_sentence="{{地点}}见。")

    assert response.status_code == 302
    fresh = PolicyPage.objects.get()
    assert fresh.get_latest_revision_as_object().one_sentence == "{{地点}}见。"
    assert fresh.one_sentence != "{{地点}}见。"


def test_a_policy_editor_opens_the_screen_and_a_question_author_does_not(client):
    page = make_policy()

    assert signed_in(client, Role.POLICY_EDITOR).get(f"/cms/pages/{page.pk}/edit/").status_code == 200
    assert signed_in(client, Role.QUESTION_AUTHOR).get(f"/cms/pages/{page.pk}/edit/").status_code == 302


def test_a_policy_editor_writes_and_leaves_publishing_to_the_reviewer(client):
    page = make_policy()

    edit(signed_in(client, Role.POLICY_EDITOR), page, one_sentence="编辑写的。", **{"action-publish": "x"})
    assert PolicyPage.objects.get().one_sentence != "编辑写的。"

    edit(signed_in(client, Role.DEPARTMENT_REVIEWER), page, one_sentence="审核发的。", **{"action-publish": "x"})
    assert PolicyPage.objects.get().one_sentence == "审核发的。"


@pytest.mark.both_databases
def test_the_search_of_the_editing_screens_finds_a_word_inside_a_sentence(client):
    page = make_policy(title="停放与充电", one_sentence="私拉电线容易短路。")
    client = signed_in(client, Role.SYSTEM_ADMIN)

    for typed in ("与充电", "短路", "T1"):
        assert f"/cms/pages/{page.pk}/edit/" in client.get("/cms/pages/search/", {"q": typed}).content.decode(), typed
    assert f"/cms/pages/{page.pk}/edit/" not in client.get("/cms/pages/search/", {"q": "水位"}).content.decode()


def test_topics_and_audiences_have_their_screens(client):
    make_policy()
    client = signed_in(client, Role.SYSTEM_ADMIN)

    assert "消防安全" in client.get("/cms/snippets/policies/topic/").content.decode()
    assert "老人" in client.get("/cms/snippets/policies/audience/").content.decode()


def test_the_preview_of_a_draft_shows_what_is_still_to_fill(client):
    page = make_policy()
    client = signed_in(client, Role.SYSTEM_ADMIN)
    address = f"/cms/pages/{page.pk}/edit/preview/"

    assert client.post(address, form_of(page, one_sentence="{{地点}}见。")).json()["is_valid"]
    assert "〔待填：地点〕见。" in client.get(f"{address}?mode=").content.decode()
