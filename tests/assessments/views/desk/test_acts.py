"""What invigilators do, with and without scripts."""

from datetime import timedelta

import pytest

from assessments.models import Attempt, Entry, ExamSession
from core import clock
from core.models import AuditEntry
from tests.assessments.factories import make_exam
from tests.assessments.views.desk.conftest import arrange

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FIVE = {"minutes": "5", "reason": "network"}


def seen(client, path):
    """A form as it is drawn, with what it was drawn from."""
    return {**FIVE, "seen": client.get(path).context["form"].given}


# Who may


@pytest.mark.parametrize("act", ["extend", "collect", "void"])
@pytest.mark.parametrize(("who", "status"), [("invigilator", 200), ("trainer", 200), ("sibling", 404), ("viewer", 403)])
def test_whoever_runs_the_session_acts_on_its_candidates(as_staff, room, act, who, status):
    path = f"{room.path}attempts/{room.sit().pk}/{act}/"
    assert as_staff(who).get(path).status_code == status
    if status != 200:
        assert as_staff(who).post(path, FIVE).status_code == status


@pytest.mark.parametrize("act", ["extend", "pause", "collect", "code"])
@pytest.mark.parametrize(("who", "status"), [("invigilator", 200), ("sibling", 404), ("viewer", 403)])
def test_whoever_runs_the_session_acts_on_the_whole(as_staff, room, act, who, status):
    assert as_staff(who).get(f"{room.path}{act}/").status_code == status


@pytest.mark.parametrize("act", ["extend", "collect", "void"])
def test_an_attempt_of_another_session_is_missing(as_staff, room, act):
    room.session = arrange(room.street.unit, make_exam(code="OTHER"))
    attempt = room.sit()
    here = arrange(room.street.unit, make_exam(code="HERE"))
    for pk in (attempt.pk, 987654):
        assert as_staff().get(f"/manage/exams/sessions/{here.pk}/attempts/{pk}/{act}/").status_code == 404


# One candidate


def test_more_time_is_given_once_however_often_the_form_is_sent(as_staff, room):
    client, attempt = as_staff(), room.sit()
    path = f"{room.path}attempts/{attempt.pk}/extend/"
    sent = seen(client, path)
    assert client.post(path, sent)["Location"] == room.path
    again = client.post(path, sent)
    assert again.status_code == 422
    assert "刚才已经加过一次时间" in again.content.decode()
    assert Attempt.objects.get(pk=attempt.pk).deadline == attempt.deadline + timedelta(minutes=5)
    line = AuditEntry.objects.get(action="assessments.attempt_extended")
    assert (line.actor, line.reason) == (room.street.staff["invigilator"], "网络中断")
    # The form as it came back is one about what holds now.
    assert client.post(path, {**FIVE, "seen": again.context["form"].given}).status_code == 302


def test_the_same_for_everybody_and_the_end_of_the_session(as_staff, room):
    client, attempts = as_staff(), [room.sit(), room.sit()]
    sent = seen(client, f"{room.path}extend/")
    assert [client.post(f"{room.path}extend/", sent).status_code for _ in range(2)] == [302, 422]
    assert ExamSession.objects.get().ends == room.session.ends + timedelta(minutes=5)
    for attempt in attempts:
        assert Attempt.objects.get(pk=attempt.pk).deadline == attempt.deadline + timedelta(minutes=5)


def test_a_dialog_closes_with_words_and_an_incomplete_form_stays_in_it(as_staff, room):
    client, path = as_staff(), f"{room.path}attempts/{room.sit().pk}/extend/"
    sent = seen(client, path)
    bad = client.post(path, {**sent, "minutes": "own"}, headers=HTMX)
    assert bad.status_code == 422
    assert "<html" not in bad.content.decode() and "请填写加几分钟" in bad.content.decode()
    good = client.post(path, sent, headers=HTMX)
    assert (good.status_code, good.content) == (204, b"")
    assert "desk:done" in good["HX-Trigger"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"minutes": ""}, "minutes"),
        ({"minutes": "3"}, "minutes"),
        ({"minutes": "own", "own_minutes": "0"}, "own_minutes"),
        ({"minutes": "own", "own_minutes": "99999"}, "own_minutes"),
        ({"reason": ""}, "reason"),
        ({"reason": "own", "own_reason": "  "}, "own_reason"),
    ],
)
def test_what_is_missing_is_said_at_its_field(as_staff, room, changed, field):
    client, attempt = as_staff(), room.sit()
    path = f"{room.path}attempts/{attempt.pk}/extend/"
    answer = client.post(path, {**seen(client, path), **changed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Attempt.objects.get(pk=attempt.pk).deadline == attempt.deadline


def test_ones_own_minutes_and_reason_are_taken(as_staff, room):
    client, attempt = as_staff(), room.sit()
    path = f"{room.path}attempts/{attempt.pk}/extend/"
    own = {"minutes": "own", "own_minutes": "7", "reason": "own", "own_reason": "送来的平板坏了"}
    assert client.post(path, {**seen(client, path), **own}).status_code == 302
    assert Attempt.objects.get(pk=attempt.pk).added_seconds == 420
    assert AuditEntry.objects.get(action="assessments.attempt_extended").reason == "送来的平板坏了"


@pytest.mark.parametrize(("warn", "seconds"), [({"warn": "on"}, 60), ({}, 0)])
def test_a_paper_is_collected_with_a_minutes_notice_or_at_once(as_staff, room, at, warn, seconds):
    attempt, now = room.sit(), clock.now()
    with at(now):
        as_staff().post(f"{room.path}attempts/{attempt.pk}/collect/", {"reason": "本人提出提前结束", **warn})
    assert Attempt.objects.get(pk=attempt.pk).deadline == now + timedelta(seconds=seconds)


def test_collecting_without_a_reason_is_asked_again(as_staff, room):
    answer = as_staff().post(f"{room.path}attempts/{room.sit().pk}/collect/", {"reason": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])


def test_voiding_asks_for_what_was_seen(as_staff, room):
    client, attempt = as_staff(), room.sit()
    path = f"{room.path}attempts/{attempt.pk}/void/"
    short = client.post(path, {"reason": "作弊"})
    assert short.status_code == 422
    assert "至少 10 个字" in short.content.decode() and "作弊</textarea>" in short.content.decode()
    assert client.post(path, {"reason": "14:52 看到由旁边的人代为作答，已当场核对"}).status_code == 302
    assert Attempt.objects.get(pk=attempt.pk).state == "voided"
    # Twice pressed: nothing happens any more, and that is said.
    assert client.post(path, {"reason": "14:52 看到由旁边的人代为作答，已当场核对"}).status_code == 422


def test_what_was_handed_in_meanwhile_is_said_and_left_alone(as_staff, room):
    client, attempt = as_staff(), room.sit(submitted=True)
    path = f"{room.path}attempts/{attempt.pk}/extend/"
    answer = client.post(path, seen(client, path))
    assert answer.status_code == 422
    assert "已经收了" in answer.content.decode()


def test_a_locked_admission_code_is_unlocked(as_staff, room):
    entry = room.place()
    Entry.objects.update(code_failures=5, code_locked_until=clock.now() + timedelta(minutes=9))
    path = f"{room.path}candidates/{entry.pk}/unlock/"
    assert "unlock" in as_staff().get(room.path).content.decode()
    assert as_staff("sibling").post(path).status_code == 404
    assert as_staff().post(path).status_code == 302
    assert list(Entry.objects.values_list("code_failures", "code_locked_until")) == [(0, None)]
    assert AuditEntry.objects.filter(action="assessments.entry_unlocked").exists()


# The whole session


def test_a_pause_and_going_on_are_safe_to_repeat(as_staff, room):
    client, attempt = as_staff(), room.sit()
    for _ in range(2):
        assert client.post(f"{room.path}pause/", {"message": "楼里停电，请坐在原位"}).status_code == 302
    assert Attempt.objects.get(pk=attempt.pk).paused_at
    assert client.post(f"{room.path}pause/", {"message": " "}).status_code == 422
    for _ in range(2):
        assert client.post(f"{room.path}resume/").status_code == 302
    assert Attempt.objects.get(pk=attempt.pk).paused_at is None
    assert client.get(f"{room.path}resume/").status_code == 405


def test_pausing_says_how_many_it_concerns(as_staff, room):
    room.sit(), room.sit(), room.sit(submitted=True)
    assert "暂停 2 人" in as_staff().get(f"{room.path}pause/").content.decode()


def test_collecting_everything_says_what_it_would_cut_off(as_staff, room, at):
    room.sit(), room.sit()
    now = clock.now()
    with at(now):
        client = as_staff()
        assert "还有 2 人在答，离结束还有 44 分钟" in client.get(f"{room.path}collect/").content.decode()
        assert client.post(f"{room.path}collect/", {"warn": "on"}).status_code == 302
    assert ExamSession.objects.get().called_in_at == now + timedelta(minutes=1)


def test_another_code_replaces_the_old_one(as_staff, room):
    assert as_staff().post(f"{room.path}code/").status_code == 302
    assert AuditEntry.objects.filter(action="assessments.session_code_renewed").count() == 1


def test_the_acts_of_a_session_that_is_no_longer_ones_own_are_gone_at_once(as_staff, room):
    from people.services import revoke_role

    room.session.invigilators.clear()
    client = as_staff()
    assert client.get(f"{room.path}pause/").status_code == 200
    revoke_role(grant=room.street.staff["invigilator"].role_grants.get(), by=None)
    assert client.post(f"{room.path}pause/", {"message": "停"}).status_code == 403
    assert ExamSession.objects.get().paused_at is None
