"""The manager's screens over HTTP: who may, what they see, and that it agrees with what they export."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core import clock
from core.models import AuditEntry
from courses.models import Assignment
from people.enums import Role, UnitKind
from people.models import RoleGrant
from people.services import move_unit, revoke_role
from tests.competencies.factories import EvidenceFactory
from tests.courses.factories import CourseFactory
from tests.manage.world import assigned, began, completed, worker
from tests.people.factories import PersonFactory, RoleGrantFactory, UnitFactory

SCREENS = ["/manage/", "/manage/people/", "/manage/export.csv", "/manage/export.xlsx"]


@pytest.fixture
def manager(client, town):
    client.force_login(town.manager)
    return client


def text(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def rows(client, **query):
    """The exported lines below the header."""
    lines = list(csv.reader(io.StringIO(client.get("/manage/export.csv", query).content.decode("utf-8-sig"))))
    header = next(n for n, line in enumerate(lines) if len(line) > 1)
    return lines[header + 1 :]


# Who may


@pytest.mark.parametrize("address", SCREENS)
def test_a_visitor_is_asked_to_log_in(client, town, address):
    assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", SCREENS)
def test_a_worker_is_refused_with_a_designed_page(client, town, address):
    client.force_login(worker(town.grids[0]))
    answer = client.get(address)
    assert answer.status_code == 403
    assert "这一页不归您看" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.TRAINER, Role.MARKER, Role.COURSE_EDITOR, Role.LEARNER])
def test_other_roles_are_refused(client, town, role):
    client.force_login(RoleGrantFactory(person=PersonFactory(password=None), unit=town.ours, role=role).person)
    assert client.get("/manage/").status_code == 403


@pytest.mark.parametrize("role", [Role.STREET_ADMIN, Role.AREA_ADMIN, Role.SYSTEM_ADMIN, Role.DATA_VIEWER])
@pytest.mark.parametrize("address", SCREENS)
def test_managers_and_viewers_may_look(client, town, role, address):
    client.force_login(RoleGrantFactory(person=PersonFactory(password=None), unit=town.ours, role=role).person)
    assert client.get(address).status_code == 200


def test_an_administrator_reaches_the_whole_tree(client, town):
    admin = RoleGrantFactory(person=PersonFactory(password=None), unit=town.county, role=Role.SYSTEM_ADMIN).person
    client.force_login(admin)
    assigned(worker(town.foreign_grid, "远方人"), town.course)
    page = text(client, "/manage/")
    assert "东关街道" in page
    assert "禾丰街道" in page
    assert "远方人" in text(client, "/manage/people/")


# The sibling street


def foreign_addresses(town):
    stranger = worker(town.foreign_grid, "外街人")
    return [
        f"/manage/units/{town.theirs.pk}/",
        f"/manage/units/{town.county.pk}/",
        f"/manage/units/{town.foreign_grid.pk}/assign/",
        f"/manage/people/{stranger.pk}/",
        f"/manage/people/{stranger.pk}/assign/",
        f"/manage/people/?unit={town.theirs.pk}",
        f"/manage/export.csv?unit={town.theirs.pk}",
        f"/manage/export.xlsx?unit={town.county.pk}&by=units",
    ]


def test_what_lies_outside_the_reach_is_missing_like_what_does_not_exist(manager, town):
    missing = [
        "/manage/units/999999/",
        "/manage/units/999999/assign/",
        "/manage/people/999999/",
        "/manage/people/999999/assign/",
        "/manage/people/?unit=999999",
        "/manage/people/?course=999999",
        "/manage/people/?state=astronaut",
        "/manage/export.csv?unit=999999",
    ]
    answers = {address: manager.get(address) for address in [*foreign_addresses(town), *missing]}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(answers, 404)
    token = re.compile(r'value="\w{64}"')
    foreign, unknown = (
        token.sub(
            "",
            answers[f"/manage/units/{pk}/"]
            .content.decode()
            .replace(f"units%2F{pk}%2F", "")
            .replace(f"units/{pk}/", ""),
        )
        for pk in (town.theirs.pk, 999999)
    )
    assert foreign == unknown


def test_nobody_of_the_sibling_street_is_shown_counted_or_exported(manager, town):
    assigned(worker(town.foreign_grid, "外街人"), town.course, due_in=-3)
    assigned(worker(town.grids[0], "本街人"), town.course)
    for address in ("/manage/", "/manage/people/", f"/manage/people/?state=overdue&course={town.course.pk}"):
        page = text(manager, address)
        assert "外街人" not in page
        assert "禾丰街道" not in page
        assert "青禾县" not in page
    assert [line[0] for line in rows(manager)] == ["本街人"]
    assert rows(manager, by="units")[-1][:3] == ["合计（按人去重）", "1", "1"]


def test_a_revoked_role_is_gone_on_the_very_next_request(manager, town):
    assert manager.get("/manage/").status_code == 200
    revoke_role(grant=RoleGrant.objects.get(person=town.manager), by=None)
    assert {manager.get(address).status_code for address in SCREENS} == {403}


def test_a_deactivated_manager_is_signed_out_on_the_very_next_request(manager, town):
    town.manager.is_active = False
    town.manager.save()
    assert manager.get("/manage/")["Location"].startswith("/accounts/login/")


def test_a_unit_that_moves_takes_its_people_out_of_reach_at_once(manager, town):
    person = worker(town.grids[0])
    assert manager.get(f"/manage/people/{person.pk}/").status_code == 200
    move_unit(unit=town.community, new_parent=town.theirs, reason="区划调整", by=None)
    assert manager.get(f"/manage/people/{person.pk}/").status_code == 404
    assert manager.get(f"/manage/units/{town.community.pk}/").status_code == 404
    assert "在岗 0 人" in text(manager, "/manage/")


# What they see


def test_the_figures_change_when_somebody_completes(manager, town):
    person = worker(town.grids[0])
    assigned(person, town.course)
    assert "1</a>" in text(manager, "/manage/")
    before = rows(manager, by="units")[0]
    began(person, town.course)
    completed(person, town.course)
    after = rows(manager, by="units")[0]
    assert (before[3], before[7]) == ("0", "0")
    assert (after[3], after[7]) == ("1", "1")


def test_the_drill_down_goes_by_units_to_people(manager, town):
    person = worker(town.grids[0], "周小明")
    assert f'href="/manage/units/{town.community.pk}/"' in text(manager, "/manage/")
    assert f'href="/manage/units/{town.grids[0].pk}/"' in text(manager, f"/manage/units/{town.community.pk}/")
    grid = text(manager, f"/manage/units/{town.grids[0].pk}/")
    assert f'href="/manage/people/{person.pk}/"' in grid
    assert "周小明" in grid
    assert f'<a href="/manage/units/{town.ours.pk}/">东关街道</a>' in grid


def test_under_ten_records_show_no_percentage(manager, town):
    for _ in range(9):
        assigned(worker(town.grids[0]), town.course)
    assert "参训率 0%" not in text(manager, "/manage/")
    assigned(worker(town.grids[0]), town.course)
    assert "参训率 0%，0／10" in text(manager, "/manage/")


def test_definitions_and_the_time_stand_on_the_page(manager, town):
    worker(town.grids[0])
    page = text(manager, "/manage/")
    for words in ("指标定义", "持证率 = 已持证 ÷ 应训", "截至", "不按人排名"):
        assert words in page


def test_a_unit_with_many_overdue_is_named_gently_and_no_person_is_ranked(manager, town):
    for number in range(10):
        assigned(worker(town.grids[0]), town.course, due_in=-1 if number < 3 else 9)
    page = text(manager, f"/manage/units/{town.community.pk}/")
    assert "可能需要支持的单位" in page
    assert "逾期未完成 3／10" in page
    assert "排名第" not in page


def test_an_empty_street_says_what_comes_next(manager, town):
    assert "东关街道还没有人员" in text(manager, "/manage/")


def test_two_scopes_are_shown_side_by_side(client, town):
    RoleGrantFactory(person=town.manager, unit=town.theirs, role=Role.STREET_ADMIN)
    assigned(worker(town.grids[0]), town.course)
    assigned(worker(town.foreign_grid), town.course)
    client.force_login(town.manager)
    page = text(client, "/manage/")
    assert "东关街道、禾丰街道" in page
    assert [line[0] for line in rows(client, by="units")] == ["东关街道", "禾丰街道", "合计（按人去重）"]


def test_people_are_found_by_name_unit_course_and_state(manager, town):
    late, other = worker(town.grids[0], "周小明"), worker(town.grids[1], "李大海")
    assigned(late, town.course, due_in=-1)
    assert "李大海" not in text(manager, "/manage/people/", q="周")
    assert "周小明" not in text(manager, "/manage/people/", unit=town.grids[1].pk)
    found = text(manager, "/manage/people/", state="overdue", course=town.course.pk, unit=town.ours.pk)
    assert "周小明" in found
    assert other.display_name not in found
    assert "没有符合条件的" in text(manager, "/manage/people/", state="passed")


def test_lists_are_paged(manager, town):
    for number in range(31):
        worker(town.grids[0], f"员工{number:02}")
    assert "员工30" not in text(manager, "/manage/people/")
    assert "员工30" in text(manager, "/manage/people/", page=2)


def test_the_file_of_a_person_shows_training_and_levels_but_no_full_phone(manager, town):
    person = worker(town.grids[0], "周小明", phone="+8613812345521")
    assigned(person, town.course)
    EvidenceFactory(person=person, value=0.86, source_label="EMG101 正式考试")
    page = text(manager, f"/manage/people/{person.pk}/")
    for words in ("周小明", "138****5521", "突发事件先期处置", "现为 L2，要求 L3", "正式考试，", "柳岸第1网格"):
        assert words in page
    assert "13812345521" not in page
    assert "86%" not in page


def test_jobs_outside_the_reach_are_not_named(manager, town):
    person = worker(town.grids[0])
    other = worker(town.foreign_grid)
    other.placements.update(person=person)
    assert "槐树里第1网格" not in text(manager, f"/manage/people/{person.pk}/")
    assert "槐树里第1网格" not in text(manager, "/manage/people/")


# The viewer


@pytest.fixture
def viewer(client, town):
    client.force_login(
        RoleGrantFactory(person=PersonFactory(password=None), unit=town.ours, role=Role.DATA_VIEWER).person
    )
    return client


def test_a_viewer_sees_masked_names_everywhere(viewer, town):
    person = worker(town.grids[0], "周小明")
    assigned(person, town.course)
    for address in (
        "/manage/people/",
        "/manage/people/?state=should",
        f"/manage/units/{town.grids[0].pk}/",
        f"/manage/people/{person.pk}/",
        "/manage/export.csv",
        "/manage/export.csv?state=should",
    ):
        page = viewer.get(address).content.decode()
        assert "周*" in page, address
        assert "周小明" not in page, address


def test_a_viewer_cannot_find_people_by_name(viewer, town):
    worker(town.grids[0], "周小明")
    worker(town.grids[0], "李大海")
    page = text(viewer, "/manage/people/", q="周小明")
    assert 'name="q"' not in page
    assert "李*" in page


def test_a_viewer_may_arrange_nothing(viewer, town):
    person = worker(town.grids[0])
    for address in (f"/manage/units/{town.community.pk}/assign/", f"/manage/people/{person.pk}/assign/"):
        assert viewer.get(address).status_code == 403
        assert viewer.post(address, {"course": town.course.pk, "due": clock.today(), "confirm": 1}).status_code == 403
    assert "assign/" not in text(viewer, f"/manage/people/{person.pk}/")
    assert "assign/" not in text(viewer, f"/manage/units/{town.community.pk}/")
    assert not Assignment.objects.exists()


def test_names_are_clear_only_where_one_manages(client, town):
    RoleGrantFactory(person=town.manager, unit=town.theirs, role=Role.DATA_VIEWER)
    worker(town.grids[0], "周小明")
    worker(town.foreign_grid, "李大海")
    client.force_login(town.manager)
    page = text(client, "/manage/people/")
    assert "周小明" in page
    assert "李*" in page
    assert "李大海" not in page
    assert "李*" not in text(client, "/manage/people/", q="李")


# Exports


def test_both_files_carry_title_filter_time_count_and_the_same_rows(manager, town):
    assigned(worker(town.grids[0], "周小明"), town.course, due_in=-1)
    query = {"state": "overdue", "course": town.course.pk}
    lines = list(csv.reader(io.StringIO(manager.get("/manage/export.csv", query).content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(manager.get("/manage/export.xlsx", query).content)).active
    cells = [[str(c or "")[:10] for c in row] for row in sheet.iter_rows(values_only=True)]
    assert lines[0][0] == cells[0][0] == "培训记录"
    assert lines[1][0] == "范围：东关街道 · 突发事件先期处置 · 逾期未完成"
    assert lines[2][0].startswith("生成时间：")
    assert lines[3][0] == "记录数：1"
    assert [cell[:10] for cell in lines[-1]] == cells[-1]
    assert "周小明" in text(manager, "/manage/people/", **query)


@pytest.mark.parametrize("by", ["units", ""])
def test_the_export_agrees_with_the_screen(manager, town, by):
    for number in range(4):
        person = worker(town.grids[number % 2], f"员工{number}")
        assigned(person, town.course, due_in=-1)
        if number:
            began(person, town.course)
    unit = town.community.pk
    found = rows(manager, unit=unit, by=by)
    page = text(manager, f"/manage/units/{unit}/" if by else f"/manage/people/?unit={unit}")
    assert all(line[0] in page for line in found)
    assert [line[2:4] for line in found] == [["2", "1"], ["2", "2"], ["4", "3"]] if by else len(found) == 4


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＠x", "\t=1", '"=1'])
def test_no_cell_of_an_export_can_run(manager, town, name):
    person = worker(town.grids[0])
    person.display_name = name
    person.save()
    assert rows(manager)[0][0].startswith("'")
    sheet = load_workbook(io.BytesIO(manager.get("/manage/export.xlsx").content)).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert list(sheet.iter_rows(values_only=True))[-1][0].startswith("'")


def test_who_took_what_out_is_noted(manager, town):
    worker(town.grids[0])
    manager.get("/manage/export.csv", {"unit": town.community.pk})
    entry = AuditEntry.objects.get(action="manage.exported")
    assert (entry.actor, entry.scope) == (town.manager, town.community.path)
    assert entry.after["notes"][0] == "范围：柳岸社区 · 全部课程"


# Arranging training


def test_a_unit_is_arranged_in_two_steps_and_says_how_many(manager, town):
    people = [worker(town.grids[number % 2]) for number in range(4)]
    completed(people[0], town.course)
    assigned(people[1], town.course, due_in=9)
    assigned(people[2], town.course, excused_at=clock.now())
    address = f"/manage/units/{town.community.pk}/assign/"
    choice = {"course": town.course.pk, "due": (clock.today() + timedelta(days=20)).isoformat()}
    preview = manager.post(address, choice).content.decode()
    assert "将为 1 人安排。" in preview
    assert "证书有效 1 人，已安排过 1 人，免训 1 人" in preview
    assert Assignment.objects.count() == 2
    done = manager.post(address, {**choice, "confirm": 1}, follow=True)
    assert "已安排 1 人" in done.content.decode()
    assert Assignment.objects.get(person=people[3]).by == town.manager
    assert AuditEntry.objects.get(action="manage.training_assigned").after["people"] == 1
    assert "没有需要安排的人" in manager.post(address, choice).content.decode()


def test_somebody_whose_certificate_is_about_to_lapse_is_arranged_again(manager, town):
    person = worker(town.grids[0])
    completed(person, town.course, holds_for=30)
    choice = {"course": town.course.pk, "due": clock.today().isoformat(), "confirm": 1}
    manager.post(f"/manage/units/{town.community.pk}/assign/", choice)
    assert Assignment.objects.filter(person=person).count() == 1


def test_arranging_for_ones_own_unit_reaches_nobody_outside(manager, town):
    worker(town.grids[0])
    stranger = worker(town.foreign_grid)
    choice = {"course": town.course.pk, "due": clock.today().isoformat(), "confirm": 1}
    manager.post(f"/manage/units/{town.ours.pk}/assign/", choice)
    assert Assignment.objects.count() == 1
    assert not stranger.assignments.exists()


def test_one_person_is_arranged_at_once_and_told(manager, town):
    person = worker(town.grids[0], "周小明")
    due = clock.today() + timedelta(days=20)
    done = manager.post(f"/manage/people/{person.pk}/assign/", {"course": town.course.pk, "due": due}, follow=True)
    assert "已为周小明安排培训" in done.content.decode()
    assert person.assignments.get().due == due
    assert person.messages.filter(template="course_assigned").exists()


@pytest.mark.parametrize(
    ("due", "words"), [("", "请填写完成期限。"), ("2020-01-01", "期限已经过了"), ("soon", "日期请写成")]
)
def test_a_wrong_date_says_how_to_write_it(manager, town, due, words):
    person = worker(town.grids[0])
    answer = manager.post(f"/manage/people/{person.pk}/assign/", {"course": town.course.pk, "due": due})
    assert words in answer.content.decode()
    assert not Assignment.objects.exists()


def test_the_form_proposes_a_date_a_month_ahead(manager, town):
    page = text(manager, f"/manage/units/{town.community.pk}/assign/")
    assert f'value="{(clock.today() + timedelta(days=30)).isoformat()}"' in page


def test_arranging_needs_a_post(manager, town):
    person = worker(town.grids[0])
    manager.get(f"/manage/people/{person.pk}/assign/?course={town.course.pk}&due=2099-01-01&confirm=1")
    assert not Assignment.objects.exists()


# Queries


def test_every_screen_takes_as_many_queries_for_one_as_for_three(manager, town):
    def add(grid):
        person = worker(grid)
        for course in (town.course, other):
            assigned(person, course)
            completed(person, course)
        EvidenceFactory(person=person)
        return person

    other = CourseFactory(lessons=0)
    person = add(town.grids[0])
    addresses = [
        "/manage/",
        f"/manage/units/{town.community.pk}/",
        "/manage/people/",
        "/manage/people/?state=certified",
        f"/manage/people/{person.pk}/",
        "/manage/export.csv",
        "/manage/export.csv?by=units",
        "/manage/export.csv?state=should",
    ]

    def queries():
        counts = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as seen:
                assert manager.get(address).status_code == 200
            counts[address] = len(seen)
        return counts

    queries()
    one = queries()
    community = UnitFactory(kind=UnitKind.COMMUNITY, parent=town.ours)
    for grid in (town.grids[1], UnitFactory(parent=town.community), UnitFactory(parent=community)):
        add(grid)
    assert queries() == one
    assert max(one.values()) <= 32, one
