"""What the rules against formalism forbid (domain brief, 7.9) is not there: in no column, no word, no table, no export.

No check-in, no points, no league table, no time on a page, no log-in figures. Time exists inside an attempt only.
"""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from people.enums import Role, UnitKind
from tests.people.factories import PersonFactory, PlacementFactory, UnitFactory

ROOT = Path(settings.BASE_DIR)
OURS = {"lms", "certificates", "courses", "assessments", "competencies", "policies", "people", "core"}
BANNED = ("打卡", "签到", "积分", "排行", "在线时长", "登录率", "安装率")
# Names under which presence, reading time or a count of visits would be kept.
MEASURES = re.compile(
    r"second|minute|duration|dwell|elapsed|spent|seen|visit|(?<!re)view_|_views|opened_|online|login|logins|check_?in|streak|rank|"
    r"leader|install|last_active|times_|hits"
)
# What such names stand for here, and why it is no measure of presence.
ALLOWED = {
    "people.User.last_login": "Django's own; shown and exported nowhere (below)",
    "people.OrgUnit.opened_on": "since when a unit exists",
    "courses.LessonPage.minutes": "planned by the author",
    "assessments.Exam.minutes": "a rule of the exam",
    "assessments.Exam.grace_seconds": "a rule of the exam",
    "assessments.ExamOverride.minutes": "a rule of the exam for somebody",
    "assessments.Accommodation.extra_minutes": "a rule of the exam for somebody",
    "assessments.ExamSession.late_entry_minutes": "a rule of the session",
    "assessments.ExamSession.early_submit_minutes": "a rule of the session",
    "assessments.Attempt.added_seconds": "inside an attempt",
    "assessments.Attempt.seconds_away": "inside an attempt",
    "assessments.Attempt.times_left": "inside an attempt",
}


def columns():
    for model in apps.get_models():
        if model.__module__.split(".")[0] in OURS:
            for field in model._meta.local_fields:
                yield f"{model._meta.label}.{field.name}", field


def test_no_column_measures_presence_or_reading():
    suspicious = {name for name, field in columns() if MEASURES.search(field.name)}
    suspicious |= {name for name, field in columns() if field.get_internal_type() == "DurationField"}
    assert suspicious == set(ALLOWED), "say in ALLOWED what it is for, or do without it"


def test_what_is_kept_of_a_lesson_is_that_it_was_finished_and_when():
    """Two moments of one reading would make a time of it."""
    for label in ("courses.LessonProgress", "courses.Enrolment"):
        moments = [field.name for field in apps.get_model(label)._meta.local_fields if "Date" in type(field).__name__]
        assert len(moments) == 1, (label, moments)


def sources(*patterns):
    for pattern in patterns:
        for path in ROOT.glob(pattern):
            if not {".venv", "var", "node_modules", "tests", "migrations"} & set(path.relative_to(ROOT).parts):
                yield path


def test_the_last_log_in_is_shown_and_exported_nowhere():
    readers = [path for path in sources("**/*.py", "**/*.html", "**/*.txt") if "last_login" in path.read_text("utf-8")]
    assert readers == []


@pytest.mark.parametrize(
    "pattern", ["locale/**/*.po", "*/**/*.html", "*/**/*.py", "*/**/*.js", "*/**/*.txt", "content/**/*.yaml"]
)
def test_banned_words_are_written_nowhere(pattern):
    found = [(path.name, word) for path in sources(pattern) for word in BANNED if word in path.read_text("utf-8")]
    assert found == []


@pytest.mark.django_db
def test_people_are_listed_by_name_and_by_nothing_else(client):
    """Whatever they achieved, and whatever the address asks for."""
    street = UnitFactory(kind=UnitKind.STREET)
    names = ["周晓岚", "丁一鸣", "欧阳兰", "何子涵"]
    for name in names:
        PlacementFactory(person=PersonFactory(display_name=name, password=None), unit=street)
    manager = PersonFactory(display_name="郑海燕", role=Role.STREET_ADMIN, unit=street, password=None)
    client.force_login(manager)
    for query in ("", "?sort=completed", "?order=-overdue", "?ordering=score"):
        text = client.get(reverse("manage:people") + query).content.decode()
        places = [text.index(name) for name in sorted(names)]
        assert places == sorted(places), query
