import pytest

from core.errors import DomainError
from core.models import AuditEntry
from lms.site.services import ensure_site_pages
from policies.models import PolicyPage, Topic
from policies.services import load_policies
from tests.people.factories import UnitFactory
from tests.policies.factories import ELDER, FIRE, SHOP, make_policy, policy_spec

pytestmark = pytest.mark.django_db


def load(*specs):
    return load_policies(specs, by=None, parent=ensure_site_pages().policies)


def test_loading_publishes_a_page_with_everything_of_the_spec():
    report = load(policy_spec(audiences=(ELDER, SHOP)))
    page = PolicyPage.objects.get()

    assert report.created == ["T1"]
    assert page.live and page.get_url() == "/policies/policy-t1/"
    assert {audience.name for audience in page.audiences.all()} == {"老人", "商户"}
    assert (page.topic.name, page.text["faq"][0]["answer"], page.version) == ("消防安全", "不能。", 2)
    assert page.worker_script.startswith("入户话术")
    assert AuditEntry.objects.filter(action="policy.created", object_id=str(page.pk)).exists()


def test_loading_again_changes_nothing():
    spec = policy_spec()
    load(spec)
    before = PolicyPage.objects.get()

    assert load(spec).unchanged == ["T1"]
    assert PolicyPage.objects.get().latest_revision_id == before.latest_revision_id


def test_a_changed_spec_updates_the_same_page():
    page = make_policy()

    report = load(policy_spec(key_points=["一。", "二。", "三。"], audiences=(SHOP,)))
    changed = PolicyPage.objects.get()

    assert report.updated == ["T1"]
    assert (changed.pk, changed.text["key_points"]) == (page.pk, ["一。", "二。", "三。"])
    assert [audience.name for audience in changed.audiences.all()] == ["商户"]


def test_what_the_file_says_of_a_topic_holds_for_all_its_pages():
    make_policy("A")
    make_policy("B", topic=type(FIRE)(FIRE.name, FIRE.slug, "fire", 5))

    assert Topic.objects.get().icon == "fire"


def test_the_department_is_found_in_the_tree_of_units():
    unit = UnitFactory(kind="department", name="青禾县消防救援大队")

    assert make_policy().unit == unit


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"local_values": []}, "steps"),
        ({"key_points": ["只有一条。"]}, "key_points"),
        ({"steps": [{"way": "online", "text": "走。"}] * 7, "local_values": []}, "steps"),
        ({"one_sentence": "长" * 61}, "one_sentence"),
        ({"related": "有" * 60, "benefit": "有" * 60}, "ask"),
    ],
)
def test_what_may_not_be_published_is_refused_with_its_place_and_leaves_nothing(values, field):
    with pytest.raises(DomainError) as refused:
        load(policy_spec("OK"), policy_spec("BAD", **values))

    assert refused.value.code == "policy_invalid"
    assert refused.value.context["where"] == "test.yaml:1"
    assert refused.value.context["errors"][field]
    assert not PolicyPage.objects.exists()
