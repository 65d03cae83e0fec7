"""Choosing who sits in a session, and settling whether somebody is expected."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Entry
from tests.assessments.factories import EntryFactory, make_exam
from tests.assessments.views.desk.conftest import arrange

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(room):
    return f"{room.path}candidates/"


def told(client, path, **query):
    """(name, may be ticked, ticked) of everybody listed."""
    context = client.get(path, query).context
    return {str(row.person): row.obstacle for row in context["found"]}


# Who may


@pytest.mark.parametrize(
    ("who", "look", "place"), [("trainer", 200, 302), ("invigilator", 200, 403), ("sibling", 404, 404)]
)
def test_who_runs_a_session_reads_the_list_and_who_arranges_it_places_people(as_staff, room, path, who, look, place):
    worker = room.street.worker()
    assert as_staff(who).get(path).status_code == look
    assert as_staff(who).post(path, {"people": [worker.pk]}).status_code == place
    assert Entry.objects.filter(person=worker, session=room.session).exists() == (place == 302)


@pytest.mark.parametrize("act", ["defer", "exempt", "expect", "remove"])
def test_a_candidate_of_another_session_is_missing(as_staff, room, path, act):
    entry = room.place()
    other = arrange(room.street.unit, make_exam(code="OTHER"))
    for session, pk, status in ((room.session, entry.pk, 200), (other, entry.pk, 404), (room.session, 987654, 404)):
        address = f"/manage/exams/sessions/{session.pk}/candidates/{pk}/{act}/"
        assert as_staff("trainer").get(address).status_code == status


def test_an_act_that_is_not_offered_is_missing(as_staff, room, path):
    assert as_staff("trainer").get(f"{path}{room.place().pk}/shred/").status_code == 404


# Whom one finds


def test_nobody_is_listed_before_one_asks(as_staff, room, path):
    room.street.worker()
    assert told(as_staff("trainer"), path) == {}


def test_people_are_found_by_unit_by_name_and_by_being_expected(as_staff, room, path):
    street, client = room.street, as_staff("trainer")
    for name in ("周敏", "周小敏", "王强"):
        street.worker(name)
    street.worker("周外人", foreign=True)
    EntryFactory(exam=room.session.exam, person=street.worker("应考人"))
    assert set(told(client, path, unit=street.grid.pk)) == {"周敏", "周小敏", "王强", "应考人"}
    assert set(told(client, path, q="周")) == {"周敏", "周小敏"}
    assert set(told(client, path, expected="on")) == {"应考人"}
    assert told(client, path, unit=street.foreign_grid.pk) == {}
    assert told(client, path, q="没有这个人") == {}


def test_what_stands_in_the_way_is_said_at_each_person(as_staff, room, path):
    street, exam = room.street, room.session.exam
    room.place(street.worker("在本场"))
    author, watching = street.worker("出题人"), street.worker("监考人")
    exam.paper.items.first().question.__class__.objects.filter(pk=exam.paper.items.first().question_id).update(
        owner=author
    )
    room.session.invigilators.add(watching)
    EntryFactory(exam=exam, person=street.worker("免考人"), state="exempt")
    room.sit(street.worker("已合格"), answers="right", submitted=True)
    Entry.objects.filter(person__display_name="已合格").update(session=None)
    elsewhere = arrange(street.unit, exam, place="别处")
    Entry.objects.create(person=street.worker("在别处"), exam=exam, session=elsewhere, admission_number="1")
    street.worker("可以来")
    assert told(as_staff("trainer"), path, unit=street.grid.pk) == {
        "在本场": "placed_here",
        "出题人": "own_question",
        "监考人": "candidate_invigilates",
        "免考人": "entry_exempt",
        "已合格": "already_passed",
        "在别处": "",
        "可以来": "",
    }
    page = as_staff("trainer").get(path, {"unit": street.grid.pk}).content.decode()
    assert "已排在别处" in page and "出过或审过卷中的题" in page
    # A whole unit is ticked, but for whoever would leave another session.
    assert page.count(" checked>") == 1


def test_whoever_used_up_their_tries_is_told(as_staff, room, path):
    exam = room.session.exam
    exam.attempts_allowed = 1
    exam.save()
    room.sit(room.street.worker("用完了"), answers="wrong", submitted=True)
    Entry.objects.update(session=None)
    assert told(as_staff("trainer"), path, q="用完") == {"用完了": "no_attempts_left"}


def test_three_people_cost_as_many_queries_as_one(as_staff, room, path):
    client, counts = as_staff("trainer"), []
    client.get(path, {"unit": room.street.grid.pk})
    for number in (1, 2):
        for _ in range(number):
            room.place()
            EntryFactory(exam=room.session.exam, person=room.street.worker())
        with CaptureQueriesContext(connection) as captured:
            client.get(path, {"unit": room.street.grid.pk})
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Placing


def test_those_who_can_be_placed_are_and_of_the_others_it_is_said_why_not(as_staff, room, path):
    fine, exempt = room.street.worker("可以来"), room.street.worker("免考人")
    EntryFactory(exam=room.session.exam, person=exempt, state="exempt")
    page = as_staff("trainer").post(path, {"people": [fine.pk, exempt.pk]}, follow=True).content.decode()
    assert "已安排 1 人" in page
    assert "免考人没有安排：免考，要考先恢复应考" in page
    assert list(room.session.entries.values_list("person__display_name", flat=True)) == ["可以来"]


def test_sent_twice_nobody_is_placed_twice(as_staff, room, path):
    worker = room.street.worker()
    numbers = set()
    for _ in range(2):
        as_staff("trainer").post(path, {"people": [worker.pk]})
        numbers |= set(room.session.entries.values_list("person", "admission_number"))
    assert len(numbers) == 1


def test_a_foreign_person_is_refused_like_a_missing_one_and_nobody_is_placed(as_staff, room, path):
    own, foreign = room.street.worker(), room.street.worker(foreign=True)
    answers = [
        as_staff("trainer").post(path, {"people": [own.pk, other]}).content.decode().count("不在您的辖区")
        for other in (foreign.pk, 987654)
    ]
    assert answers == [1, 1]
    assert not room.session.entries.exists()


@pytest.mark.parametrize("sent", [{}, {"people": ["x"]}, {"people": ["9" * 40]}])
def test_nobody_ticked_is_said(as_staff, room, path, sent):
    answer = as_staff("trainer").post(path, sent)
    assert answer.status_code == 422
    assert "还没有选人" in answer.content.decode()


# Settling


def test_somebody_is_deferred_with_a_reason_and_taken_back(as_staff, room, path):
    client, entry = as_staff(), room.place(room.street.worker("赵天宇"))
    assert client.post(f"{path}{entry.pk}/defer/", {"reason": " "}).status_code == 422
    assert client.post(f"{path}{entry.pk}/defer/", {"reason": "住院，有证明"})["Location"] == path
    page = client.get(path).content.decode()
    assert "缓考" in page and "住院，有证明" in page
    client.post(f"{path}{entry.pk}/expect/", {"reason": "提前出院"})
    assert Entry.objects.get(pk=entry.pk).state == "due"


def test_somebody_is_exempt_and_their_number_stays_on_the_list(as_staff, room, path):
    entry = room.place()
    assert as_staff().post(f"{path}{entry.pk}/exempt/", {"reason": "调离岗位"}).status_code == 302
    assert Entry.objects.get(pk=entry.pk).state == "exempt"
    assert entry.admission_number in as_staff().get(path).content.decode()


def test_only_whoever_arranges_takes_somebody_out(as_staff, room, path):
    entry = room.place()
    assert as_staff().post(f"{path}{entry.pk}/remove/").status_code == 403
    assert as_staff("trainer").post(f"{path}{entry.pk}/remove/").status_code == 302
    assert not room.session.entries.exists()


def test_what_has_begun_is_not_settled_any_more(as_staff, room, path):
    attempt = room.sit()
    answer = as_staff().post(f"{path}{attempt.entry_id}/defer/", {"reason": "不舒服"})
    assert answer.status_code == 422
    assert "已经开始作答" in answer.content.decode()


def test_the_dialog_of_the_desk_gets_the_same_words(as_staff, room, path):
    entry = room.place()
    answer = as_staff().post(f"{path}{entry.pk}/defer/", {"reason": "住院"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
