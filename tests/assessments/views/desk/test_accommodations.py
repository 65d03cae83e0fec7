import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import Accommodation
from tests.assessments.factories import EntryFactory, make_attempt
from tests.people.factories import PlacementFactory

pytestmark = pytest.mark.django_db
WHY = "视力残疾二级，有残疾人证"


@pytest.fixture
def ask(client, street):
    """`ask("manager", person, "remove/", {...})`: what that member of staff gets; person None: the list."""

    def go(who, person=None, path="", data=None):
        client.force_login(street.staff[who])
        address = "/manage/exams/accommodations/" + (f"{getattr(person, 'pk', person)}/" if person else "") + path
        return client.get(address) if data is None else client.post(address, data)

    return go


def give(person, **more):
    return services.set_accommodation(person=person, by=None, reason=WHY, **(more or {"extra_percent": 25}))


@pytest.mark.parametrize(
    ("who", "status"), [("invigilator", 200), ("trainer", 200), ("manager", 200), ("viewer", 403), ("editor", 403)]
)
def test_whoever_may_adjust_times_reads_and_gives_accommodations_and_nobody_else(ask, street, who, status):
    person = street.worker()
    give(person)
    for page in (ask(who), ask(who, person), ask(who, person, "remove/")):
        assert page.status_code == status
        assert (WHY in page.content.decode()) == (status == 200 and page.request["PATH_INFO"][-8:] != "/remove/")


def test_people_elsewhere_and_oneself_are_as_good_as_missing(ask, street):
    trainer, elsewhere = street.staff["trainer"], street.worker("邻街人", foreign=True)
    PlacementFactory(person=trainer, unit=street.grid)
    for person in (trainer, elsewhere):
        give(person)
    for person in (trainer, elsewhere, 987654):
        for path in ("", "remove/"):
            assert ask("trainer", person, path).status_code == 404
            assert ask("trainer", person, path, {"extra_percent": 50, "reason": WHY}).status_code == 404
    assert list(ask("trainer").context["page_obj"]) == []
    assert ask("trainer", path="?person=邻街人").status_code == 422
    assert set(Accommodation.objects.values_list("extra_percent", flat=True)) == {25}


def test_it_is_given_changed_and_taken_back_and_the_history_keeps_who_and_why(ask, street):
    person = street.worker("周敏")
    assert ask("manager", path="?person=周敏").headers["Location"].endswith(f"/{person.pk}/")
    assert ask("manager", person, data={"extra_percent": "25", "reason": WHY}).status_code == 302
    assert ask("trainer", person, data={"extra_minutes": "30", "reason": "医院证明更新"}).status_code == 302
    held = Accommodation.objects.get()
    assert (held.extra_percent, held.extra_minutes) == (0, 30)
    assert ask("manager", person, "remove/", {"reason": ""}).status_code == 422
    assert ask("manager", person, "remove/", {"reason": "本人说不再需要"}).status_code == 302
    assert not Accommodation.objects.exists()
    grants = ask("invigilator", person).context["grants"]
    assert [(grant.percent, grant.minutes, grant.by, grant.reason) for grant in grants] == [
        (0, 0, "某manager", "本人说不再需要"),
        (0, 30, "某trainer", "医院证明更新"),
        (25, 0, "某manager", WHY),
    ]
    assert ask("manager", person, "remove/").status_code == 404


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"extra_percent": "101"}, "extra_percent", "最多 100%"),
        ({"extra_minutes": "999"}, "extra_minutes", "最多 120 分钟"),
        ({"extra_percent": "一半"}, "extra_percent", "整数"),
        ({"extra_percent": "-5"}, "extra_percent", "0"),
        ({}, "__all__", "至少填一项"),
        ({"extra_percent": "0", "extra_minutes": "0"}, "__all__", "至少填一项"),
        ({"extra_percent": "25", "reason": ""}, "reason", "理由"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(ask, street, data, field, words):
    page = ask("manager", street.worker(), data={"reason": WHY, **data})
    assert page.status_code == 422
    assert words in str(page.context["form"].errors[field])
    assert not Accommodation.objects.exists()


def test_somebody_sitting_now_is_said_to_be(ask, street):
    person = street.worker()
    make_attempt(entry=EntryFactory(person=person))
    assert "正在作答" in ask("manager", person).content.decode()


def test_the_reason_is_in_no_table_that_is_taken_out(client, street):
    person = street.worker()
    give(person)
    client.force_login(street.staff["manager"])
    for path in ("/manage/export.csv", "/manage/export.csv?state=all", f"/manage/people/{person.pk}/"):
        assert WHY not in client.get(path).content.decode("utf-8-sig")


def test_a_manager_comes_here_from_the_file_of_a_person_and_a_viewer_does_not(client, street):
    person = street.worker()
    for who, there in (("manager", True), ("viewer", False)):
        client.force_login(street.staff[who])
        text = client.get(f"/manage/people/{person.pk}/").content.decode()
        assert (f"/manage/exams/accommodations/{person.pk}/" in text) == there


def test_three_people_cost_as_many_queries_as_one(ask, street):
    ask("manager")
    counts = []
    for new in (1, 2):
        for _ in range(new):
            give(street.worker())
        with CaptureQueriesContext(connection) as captured:
            ask("manager")
        counts.append(len(captured))
    assert counts[0] == counts[1]
