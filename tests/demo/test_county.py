"""The demo county, built whole once by the command and held to what the tour promises."""

from collections import Counter
from datetime import timedelta

import pytest
import yaml
from django.conf import settings as live_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from assessments.models import Accommodation, AnswerStep, Entry, Exam, ExamSession, Question
from assessments.permissions import area_of
from assessments.reports import desk_of, exam_lines
from assessments.reports.late import late_attempts
from assessments.reports.times import override_lines
from certificates.models import Certificate
from core import clock
from core.models import AuditEntry, Job, JobState
from courses.models import Assignment, CoursePage
from lms.demo.tasks import go_on_sitting
from lms.site.reports import find
from people.models import OrgUnit, Placement, User
from policies.models import Enquiry, PolicyPage, Topic
from policies.reports.enquiries import desk_figures

pytestmark = pytest.mark.django_db(transaction=True)
LANDS = {
    "demo-worker": "/my/",
    "demo-newcomer": "/my/",
    "demo-trainer": "/cms/",
    "demo-reviewer": "/cms/",
    "demo-manager": "/manage/",
    "demo-manager2": "/manage/",
    "demo-handler": "/manage/enquiries/",
    "demo-admin": "/manage/",
}


def content(name):
    return yaml.safe_load((live_settings.CONTENT_DIR / name).read_text())


def names_in_content():
    """Every unit that the texts speak of: what a resident names, who answers, who issues."""
    named = set()
    for question in content("resident_questions.yaml")["questions"]:
        named |= {question["department"], question["town"], question["community"], *_forwarded(question)}
    named |= {policy["department"] for policy in content("policies.yaml")["policies"]}
    return named - {None}


def _forwarded(question):
    return {step["to"] for step in question["forwarded"]}


def test_the_county_is_what_the_tour_promises(settings, capsys):
    """One test, since the build takes most of a minute."""
    if connection.vendor != "sqlite":
        pytest.skip("the demo is built on SQLite only")
    settings.DEMO = True
    # Three courses: those of the story and one with a practical. That every file loads is tests/content's business.
    call_command("demo", only=["EMG101", "EMG104", "MED201"])
    units_and_people()
    the_year()
    the_search_knows_everyday_words()
    today()
    sessions()
    the_desk_of_enquiries()
    accounts()
    nothing_derived_is_wrong(capsys)
    a_second_day_keeps_everything(capsys)


def units_and_people():
    assert 55 <= OrgUnit.objects.count() <= 75
    assert User.objects.filter(username__regex="^(u[0-9]|demo-)").count() == 150
    assert names_in_content() <= set(OrgUnit.objects.values_list("name", flat=True))
    assert not User.objects.filter(username__startswith="u").exclude(pk__in=Placement.objects.values("person")).exists()


def the_desk_of_enquiries():
    """All questions of the content, and a desk with something amber, red, waiting, to be masked and to be looked at."""
    handler = User.objects.get(username="demo-handler")
    rows = Enquiry.objects.visible_to(handler)
    assert Enquiry.objects.count() == len(content("resident_questions.yaml")["questions"]) + 6
    figures = desk_figures(rows)
    assert figures.screening and figures.waiting and figures.due and figures.overdue
    assert Enquiry.objects.published().count() >= 40 and Enquiry.objects.exclude(extended_at=None).count() == 2
    assert Counter(Enquiry.objects.values_list("refer_to", flat=True))["110"] == 3
    assert handler.messages.filter(template__startswith="enquiry_", read_at=None).count() < 20
    assert Topic.objects.filter(unit=None).count() == 0


def the_year():
    assert {course.code for course in CoursePage.objects.live() if course.exam} == {"EMG101", "EMG104", "MED201"}
    types = set(Question.objects.values_list("polymorphic_ctype__model", flat=True))
    assert len(types) == 4
    assert PolicyPage.objects.live().count() == 10
    assert Certificate.objects.count() > 50
    assert Assignment.objects.values("person").distinct().count() > 100
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def the_search_knows_everyday_words():
    """A word that is in no policy finds the explainer, and before the course of the same name."""
    assert [hit.kind for hit in find("电瓶车").hits] == ["policy", "card", "course"]


def today():
    """An exam open now, one due tomorrow, a certificate with twenty days left."""
    worker, day = User.objects.get(username="demo-worker"), clock.today()
    closes = {line.closes.astimezone().date() for line in exam_lines(worker) if line.closes}
    assert day + timedelta(days=1) in closes
    open_now = Exam.objects.filter(opens__lte=clock.now(), closes__gte=clock.now())
    assert open_now.filter(entries__person=worker).exists()
    (certificate,) = Certificate.objects.filter(person=worker)
    assert certificate.completion.valid_until == day + timedelta(days=20)


def sessions():
    """One a week ago with somebody absent, excused and exempt; one under way that demo-worker may enter; one tomorrow."""
    past, running, coming = ExamSession.objects.order_by("starts")
    states = Counter(row.status for row in desk_of(past).rows)
    assert (states["absent"], states["deferred"], states["exempt"], states["submitted"]) == (1, 1, 1, 7)
    assert running.starts < clock.now() < running.ends
    assert running.entries.filter(person__username="demo-worker", state="due").exists()
    assert (desk_of(running).counts["answering"], desk_of(running).counts["handed_in"]) == (8, 1)
    answers = AnswerStep.objects.count()
    assert go_on_sitting() == 6
    assert AnswerStep.objects.count() == answers + 1
    assert Accommodation.objects.filter(person__entries__session=running).count() == 1
    manager = area_of(User.objects.get(username="demo-manager"))
    assert len(override_lines(Exam.objects.get(code="MOCK-FIRE"), manager)) == 2
    assert [row["answers"] for row in late_attempts(manager.attempts)] == [2]
    assert coming.starts > clock.now()


def accounts():
    """Each logs in with the published password and lands where its work is."""
    for username, place in LANDS.items():
        client = Client()
        answer = client.post("/accounts/login/", {"login": username, "password": live_settings.DEMO_PASSWORD})
        assert (answer.status_code, answer.url) == (302, place), username
        assert client.get(place).status_code == 200, username


def nothing_derived_is_wrong(capsys):
    capsys.readouterr()
    call_command("rebuild_competencies", "--check")
    assert "0 differences" in capsys.readouterr().out
    call_command("check_invariants")
    call_command("verify_audit")
    assert f"whole: {AuditEntry.objects.count()} lines" in capsys.readouterr().out


def a_second_day_keeps_everything(capsys):
    before = [model.objects.count() for model in (User, OrgUnit, Certificate, Assignment, AuditEntry, Entry)]
    with clock.at(clock.now() + timedelta(days=1)):
        call_command("demo")
    assert "The demo data is there" in capsys.readouterr().out
    assert [model.objects.count() for model in (User, OrgUnit, Certificate, Assignment, AuditEntry, Entry)] == before


def test_the_command_is_refused_where_the_demo_is_off(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="refused"):
        call_command("demo")
    assert not User.objects.exists()
