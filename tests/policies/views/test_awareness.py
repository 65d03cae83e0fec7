"""知晓率 over HTTP: who reads what, what is hidden, and that the file says what the screen says."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from people.enums import Role, UnitKind
from policies.models import UsefulnessVote
from tests.people.factories import PersonFactory, UnitFactory
from tests.policies.quizzes import answer_many, make_quizzed

pytestmark = pytest.mark.django_db
AWARENESS, VOTES = "/manage/awareness/", "/manage/awareness/votes/"


@pytest.fixture
def town():
    """Two streets with two communities each: 40 and 12 people in ours, 30 and 4 in theirs."""
    county = UnitFactory(kind=UnitKind.COUNTY, name="青禾县")
    streets = [UnitFactory(kind=UnitKind.STREET, name=name, parent=county) for name in ("东关街道", "禾丰街道")]
    names = (("青松社区", "桂花苑社区"), ("稻香社区", "新桥社区"))
    communities = {
        name: UnitFactory(kind=UnitKind.COMMUNITY, name=name, parent=street)
        for street, pair in zip(streets, names, strict=True)
        for name in pair
    }
    policy = make_quizzed()
    for name, n in (("青松社区", 40), ("桂花苑社区", 12), ("稻香社区", 30), ("新桥社区", 4)):
        answer_many(policy, communities[name], n)
    return {"policy": policy, "county": county, "ours": streets[0], "theirs": streets[1], **communities}


def reader(client, role, unit):
    person = PersonFactory(password=None, role=role, unit=unit)
    client.force_login(person)
    return person


def html(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def detail(client, **query):
    query = {"policy": "policy-t1", **query}
    return html(client, AWARENESS + "?" + "&".join(f"{name}={value}" for name, value in query.items()))


def words(body):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :]))


def test_a_manager_reads_the_communities_below_and_no_others(client, town):
    reader(client, Role.STREET_ADMIN, town["ours"])
    told = words(detail(client))
    assert "青松社区 东关街道" in told and "桂花苑社区 东关街道" in told and "67% " in told
    assert "稻香社区" not in told and "新桥社区" not in told
    assert "合计" in told and "52 人" in told
    for foreign in ("theirs", "county", "稻香社区"):
        assert client.get(AWARENESS, {"policy": "policy-t1", "unit": town[foreign].pk}).status_code == 404
        assert (
            client.get(f"{AWARENESS}export.csv", {"policy": "policy-t1", "unit": town[foreign].pk}).status_code == 404
        )


def test_a_community_below_ten_is_hidden_and_the_total_does_not_tell_it(client, town):
    reader(client, Role.STREET_ADMIN, town["theirs"])
    told = words(detail(client))
    assert "30 人" in told and "不满10人" in told and "34 人" not in told and " 4 人" not in told
    assert told.count("不显示") >= 1
    csv = client.get(f"{AWARENESS}export.csv?policy=policy-t1").content.decode()
    assert "34" not in csv.replace("2034", "") and "不满10人" in csv and "不显示" in csv


def test_policy_editors_and_reviewers_read_every_community_learners_and_trainers_nothing(client, town):
    for role, allowed in (
        (Role.POLICY_EDITOR, True), (Role.DEPARTMENT_REVIEWER, True), (Role.DATA_VIEWER, True), (Role.SYSTEM_ADMIN, True),
        (Role.TRAINER, False), (Role.LEARNER, False), (Role.COURSE_EDITOR, False),
    ):  # fmt: skip
        reader(client, role, town["county"])
        for path in (AWARENESS, f"{AWARENESS}?policy=policy-t1", f"{AWARENESS}export.csv?policy=policy-t1"):
            assert client.get(path).status_code == (200 if allowed else 403), (role, path)
    reader(client, Role.POLICY_EDITOR, UnitFactory(kind=UnitKind.DEPARTMENT, parent=town["county"]))
    assert "稻香社区" in detail(client) and "青松社区" in detail(client)


def test_an_owner_reads_everything_of_the_page_that_is_theirs_and_nothing_of_another(client, town):
    owner = PersonFactory(password=None)
    client.force_login(owner)
    html(client, AWARENESS, 403)
    town["policy"].content_owner = owner
    town["policy"].save()
    make_quizzed("T2")
    assert "稻香社区" in detail(client)
    assert "policy-t2" not in html(client, AWARENESS)
    html(client, f"{AWARENESS}?policy=policy-t2", 404)
    html(client, f"{VOTES}?policy=policy-t2", 404)


def test_who_is_not_signed_in_is_asked_to(client, town):
    for path in (AWARENESS, VOTES, f"{AWARENESS}export.xlsx?policy=policy-t1"):
        assert client.get(path)["Location"].startswith("/accounts/login/")


def test_answers_that_name_no_community_are_read_by_who_reads_everything(client, town):
    answer_many(town["policy"], None, 15)
    reader(client, Role.STREET_ADMIN, town["ours"])
    assert "没有说社区" not in detail(client)
    reader(client, Role.POLICY_EDITOR, town["county"])
    assert "没有说社区" in detail(client)


def test_the_list_shows_the_first_and_the_newest_week_of_each_policy(client, town):
    before = clock.today() - timedelta(weeks=4)
    answer_many(town["policy"], town["青松社区"], 20, right=1, week=before)
    reader(client, Role.STREET_ADMIN, town["ours"])
    told = words(html(client, AWARENESS))
    assert "33%" in told and "67%" in told and "20 人" in told and "52 人" in told
    assert "指标定义" in told and "不代表全体居民" in told


def test_each_question_says_how_many_had_it_right(client, town):
    reader(client, Role.STREET_ADMIN, town["ours"])
    told = words(detail(client))
    assert "车可以停在楼梯间吗？ 100%" in told and "什么时候充电？" not in told.split("车可以停在")[0]
    assert "每天6:00到22:00" not in told
    reader(client, Role.STREET_ADMIN, town["theirs"])
    assert "人数太少，不显示" in words(detail(client))


def test_a_policy_nobody_answered_says_so_and_an_empty_instance_too(client, town):
    make_quizzed("T2")
    reader(client, Role.STREET_ADMIN, town["ours"])
    assert "这段时间没有人答" in detail(client, policy="policy-t2")
    assert "没有可以显示的" in html(client, AWARENESS)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_file_has_the_rows_the_definition_and_a_line_in_the_audit_trail(client, town, extension):
    person = reader(client, Role.STREET_ADMIN, town["ours"])
    response = client.get(f"{AWARENESS}export.{extension}?policy=policy-t1")
    assert response.status_code == 200 and f".{extension}" in response["Content-Disposition"]
    if extension == "csv":
        lines = response.content.decode("utf-8-sig").splitlines()
        assert any(line.startswith("东关街道,青松社区") and ",40,66.7," in line for line in lines)
        assert any("威尔逊95%区间" in line for line in lines) and not any("稻香" in line for line in lines)
    entry = AuditEntry.objects.get(action="policies.awareness_exported")
    assert entry.actor_id == person.pk


def test_the_screens_ask_as_often_for_three_as_for_one(client, town, django_assert_max_num_queries):
    reader(client, Role.POLICY_EDITOR, town["county"])
    paths = [AWARENESS, f"{AWARENESS}?policy=policy-t1", VOTES]
    vote(town["policy"], "a")
    counts = []
    for _round in range(2):
        for path in paths:
            html(client, path)
            with django_assert_max_num_queries(25) as asked:
                html(client, path)
            counts.append(len(asked))
        for number in range(2, 4 if len(counts) == 3 else 2):
            other = make_quizzed(f"T{number}")
            vote(other, "a")
            community = UnitFactory(kind=UnitKind.COMMUNITY, parent=town["ours"])
            answer_many(other, community, 12)
            answer_many(town["policy"], community, 12)
    assert counts[:3] == counts[3:]


def vote(policy, device, useful="clear", **said):
    return UsefulnessVote.objects.create(
        policy=policy, policy_version=policy.version, device=device, useful=useful, **said
    )


def test_who_writes_a_page_reads_its_votes_by_version_with_reasons_and_words(client, town):
    policy = town["policy"]
    vote(policy, "a"), vote(policy, "b", "partly", because="hard", words="<b>自动断电</b>是啥")
    policy.version = 3
    vote(policy, "a", "not_solved", because="missing")
    reader(client, Role.POLICY_EDITOR, town["county"])
    told = words(html(client, f"{VOTES}?policy=policy-t1"))
    assert "第 3 版 0 0 1 没写我要的 1" in told and "第 2 版 1 1 0 话难懂 1" in told
    assert "&lt;b&gt;自动断电&lt;/b&gt;是啥" in told
    assert "自动断电" not in html(client, VOTES)


def test_managers_of_a_street_do_not_read_what_residents_wrote_to_the_authors(client, town):
    vote(town["policy"], "a", "partly", words="看不懂")
    reader(client, Role.STREET_ADMIN, town["ours"])
    html(client, f"{VOTES}?policy=policy-t1", 404)
    assert "还没有居民点过" in html(client, VOTES)
    assert reverse("awareness:votes") not in detail(client)


@pytest.mark.parametrize(
    "query", ["policy=nothing", "unit=99999999999999999999", "unit=x", "weeks=7", "weeks=x", "policy=%00"]
)
def test_what_is_not_offered_is_missing(client, town, query):
    reader(client, Role.POLICY_EDITOR, town["county"])
    assert client.get(f"{AWARENESS}?{query}").status_code == 404


def test_the_rail_leads_there_for_managers_and_policy_editors(client, town):
    for role in (Role.STREET_ADMIN, Role.POLICY_EDITOR):
        reader(client, role, town["county"] if role == Role.POLICY_EDITOR else town["ours"])
        assert f'href="{AWARENESS}"' in html(client, AWARENESS)


def test_there_is_no_figure_of_a_person_and_no_order_by_share(client, town):
    """Communities stand by name below their street, whatever their share."""
    reader(client, Role.SYSTEM_ADMIN, town["county"])
    told = words(detail(client)).split("列头是")[1]
    places = [told.index(f"{name} ") for name in ("桂花苑社区", "青松社区", "新桥社区", "稻香社区")]
    assert places == sorted(places)
