from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from competencies.services import withdraw_evidence
from core import clock
from people.enums import Post
from tests.competencies.factories import EvidenceFactory
from tests.people.factories import PersonFactory, PlacementFactory

pytestmark = pytest.mark.usefixtures("framework")


@pytest.fixture
def worker(client):
    person = PersonFactory(post=Post.GRID_WORKER)
    client.force_login(person)
    return person


@pytest.mark.parametrize("path", ["/my/competency/", "/my/competency/EMG/"])
def test_a_visitor_is_asked_to_log_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_profile_shows_levels_requirements_and_links_to_the_evidence(client, worker):
    EvidenceFactory(person=worker, value=0.86)
    page = client.get("/my/competency/").content.decode()
    assert "不是国家职业技能等级" in page
    assert "现为 L2，要求 L3" in page
    assert 'href="/my/competency/EMG/"' in page
    assert "正式考试 86%" in page
    assert "差 1 级" in page
    assert '<svg class="radar"' in page


def test_a_newcomer_sees_what_the_post_needs_and_where_to_begin(client, worker):
    page = client.get("/my/competency/").content.decode()
    assert "能力画像还是空的" in page
    assert "现为 L0，要求 L3" in page
    assert '<svg class="radar"' not in page


def test_the_evidence_page_names_every_fact_and_the_withdrawn_ones_with_the_reason(client, worker):
    EvidenceFactory(person=worker, value=0.86, source_label="EMG101 正式考试")
    wrong = EvidenceFactory(person=worker, scenario=True, source_label="误录的情景")
    withdraw_evidence(evidence=wrong, reason="录错了人", by=worker)
    page = client.get("/my/competency/EMG/").content.decode()
    for words in ("为什么是 L2", "EMG101 正式考试", "误录的情景", "录错了人", "2 条依据，1 条在计", "接下来会怎样"):
        assert words in page


def test_the_evidence_page_shows_only_ones_own(client, worker):
    EvidenceFactory(source_label="别人的考试")
    assert "别人的考试" not in client.get("/my/competency/EMG/").content.decode()


def test_a_lapse_is_said_gently(client, worker):
    EvidenceFactory(person=worker, observed_at=clock.now() - timedelta(days=760))
    page = client.get("/my/competency/EMG/").content.decode()
    assert "待复核" in page
    assert "已过有效期，等级保留" in page


def test_an_unknown_competency_is_not_found(client, worker):
    assert client.get("/my/competency/XXX/").status_code == 404


def test_the_page_takes_as_many_queries_for_one_fact_as_for_many(client, worker):
    EvidenceFactory(person=worker)
    client.get("/my/competency/")
    with CaptureQueriesContext(connection) as one:
        client.get("/my/competency/")
    for code in ("MED", "POL", "INF"):
        EvidenceFactory(person=worker, competency=code)
    PlacementFactory(person=worker, post=Post.GRID_LEADER)
    with CaptureQueriesContext(connection) as many:
        client.get("/my/competency/")
    assert len(one) == len(many)
