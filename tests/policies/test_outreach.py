"""Who deals with what, words explained, versions, posters and pictures, and what only workers see, over HTTP."""

from datetime import date

import pytest

from core import clock
from people.enums import Role, UnitKind
from policies.formats.yaml_policy import PreviousSpec
from policies.models import DutyPage, PolicyPage
from tests.people.factories import PersonFactory, UnitFactory
from tests.policies.factories import make_duty, make_policy, make_term
from tests.policies.test_admin import edit, signed_in

pytestmark = pytest.mark.django_db
NOTE = "/learn/policies/policy-t1/"


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def republish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


# --- who deals with what ---------------------------------------------------------------------------------------------


def test_a_duty_page_says_who_does_what_and_dials_only_national_numbers(client):
    make_duty()

    page = html(client, "/who/clutter/")

    assert all(words in page for words in ("小区物业", "青禾县消防救援大队", "商量三天内搬走", "不开罚单", "求救按钮"))
    assert 'href="tel:119"' in page and 'href="tel:0000-0000000"' not in page
    assert page.index("物业值班") < page.index("求救按钮")


def test_matters_are_found_by_a_word_in_their_text_without_scripts(client):
    make_duty()
    make_duty(
        "noise", title="太吵了，谁来管？", matter="噪声扰民", worker_does=[{"act": "劝导", "text": "请楼上轻一点。"}]
    )

    found = html(client, "/who/?q=楼上 轻一点")

    assert "噪声扰民" in found and "楼道堆物" not in found
    assert "没找到“不存在的事”归谁管" in html(client, "/who/?q=不存在的事")
    assert html(client, "/who/?q=%00%27").count("没找到")


def test_a_withdrawn_matter_is_nowhere(client):
    make_duty().unpublish()

    assert client.get("/who/clutter/").status_code == 404
    for address in ("/who/", "/", "/search/?q=楼道堆物", "/sitemap.xml"):
        assert "/who/clutter/" not in html(client, address), address


def test_a_duty_page_with_an_unfilled_value_cannot_go_live():
    page = make_duty()
    page.local_values = []

    with pytest.raises(Exception, match="消防"):
        page.save_revision(clean=False).publish()


@pytest.mark.parametrize(("role", "status"), [(Role.POLICY_EDITOR, 200), (Role.COURSE_EDITOR, 302)])
def test_policy_editors_write_duty_pages_and_course_editors_do_not(client, role, status):
    page = make_duty()

    assert signed_in(client, role).get(f"/cms/pages/{page.pk}/edit/").status_code == status


def test_the_list_of_matters_asks_as_often_for_three_as_for_one(client, django_assert_max_num_queries):
    make_duty()
    html(client, "/who/?q=物业")
    with django_assert_max_num_queries(20) as one:
        html(client, "/who/?q=物业")
    make_duty("b", title="乙？")
    make_duty("c", title="丙？")
    html(client, "/who/?q=物业")
    with django_assert_max_num_queries(20) as three:
        html(client, "/who/?q=物业")

    assert DutyPage.objects.count() == 3
    assert len(three) == len(one)


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_word_is_linked_where_it_is_first_used_and_only_there(client):
    make_policy()
    term = make_term()

    page = html(client, "/policies/policy-t1/")

    assert page.count(f'href="/glossary/#word-{term.pk}"') == 1
    assert page.index(f"#word-{term.pk}") > page.index('id="points"')
    assert f'id="word-{term.pk}"' in html(client, "/glossary/")


def test_a_word_cannot_smuggle_markup_in(client):
    make_policy(key_points=["甲<b>乙。", "楼道不充电。", "电池不进屋。"])
    make_term("甲<b>", '"><script>x</script>')

    page = html(client, "/policies/policy-t1/")

    assert "<script>x" not in page and "甲&lt;b&gt;</a>乙" in page


def test_the_glossary_is_searched_in_word_and_explanation(client):
    make_term()
    make_term("参保", "交了费才算。")

    assert "交了费" not in html(client, "/glossary/?q=一起走")
    assert "参保" in html(client, "/glossary/?q=交了费")
    assert "没找到“没有”这个词" in html(client, "/glossary/?q=没有")
    assert "家门外" in html(client, "/search/?q=楼道")


# --- versions --------------------------------------------------------------------------------------------------------


def test_a_changed_text_is_a_new_version_and_an_unchanged_one_is_not():
    page = make_policy(version=4)
    assert list(page.versions.values_list("number", flat=True)) == [4]

    republish(page, department="别的局")
    assert page.versions.count() == 1

    republish(page, benefit="少两场火。")
    assert list(page.versions.values_list("number", flat=True)) == [5, 4]
    assert PolicyPage.objects.get().version == 5


def test_a_draft_is_no_version_and_an_old_draft_does_not_set_the_number_back():
    page = make_policy()
    page.benefit = "草稿。"
    old = page.save_revision()
    assert page.versions.count() == 1

    republish(page, benefit="少两场火。")
    old.publish()
    assert PolicyPage.objects.get().version == 4


def test_what_changed_is_marked_word_by_word_and_named_by_part(client):
    previous = PreviousSpec(1, date(2025, 8, 15), {"key_points": ["楼道不停车。", "楼道不充电。"]})
    make_policy(previous=previous)

    page = html(client, "/public/policies/policy-t1/changes/")

    assert "政策要点" in page and "第 1 版（2025年8月15日）" in page
    assert "<ins>" in page and "电池不进屋。</ins>" in page and "〔加上〕" in page
    assert "有车的都有关" not in page
    assert "这是第一版" in html(client, "/public/policies/policy-t1/changes/?v=1")
    assert "这次改了什么" in html(client, "/policies/policy-t1/")


def test_a_superseded_page_points_on_and_leaves_lists_and_search(client):
    new = make_policy("NEW", title="新的充电规定")
    old = make_policy("OLD", title="旧的充电规定")
    republish(old, superseded_by=new)

    page = html(client, "/policies/policy-old/")

    assert "已有新政策" in page and f'href="{new.url}"' in page and "Superseded" in page
    for address in ("/", "/policies/", "/search/?q=充电规定", "/sitemap.xml", "/public/policies/rss.xml"):
        told = html(client, address)
        assert "policy-new" in told and "policy-old" not in told, address

    new.unpublish()
    assert "已有新政策" not in html(client, "/policies/policy-old/")
    assert "policy-old" in html(client, "/policies/")


# --- plain language in the editing screen ----------------------------------------------------------------------------


def test_officialese_stops_publishing_at_its_field_and_a_draft_may_have_it(client):
    page = make_policy()
    client = signed_in(client, Role.SYSTEM_ADMIN)

    refused = edit(client, page, benefit="进一步推进防火。", **{"action-publish": "x"})
    kept = edit(client, page, benefit="进一步推进防火。")

    assert "“进一步推进”" in refused.context["form"].errors["benefit"][0]
    assert kept.status_code == 302


def test_titles_that_others_gave_are_not_held_to_plain_words():
    assert make_policy(source_title="关于进一步加强停放管理的通知").live


def test_long_sentences_and_sums_without_a_year_are_named_in_the_editing_screen(client):
    long = "请各位住在本小区的居民朋友们在看到这张告示以后尽快把自己放在楼道里的东西全部搬走。"
    page = make_policy(key_points=[long, long, long], benefit="可领300元。")

    screen = signed_in(client, Role.POLICY_EDITOR).get(f"/cms/pages/{page.pk}/edit/").content.decode()

    assert "一句平均" in screen and f"“{long}”" in screen
    assert "没有写是哪一年的" in screen and "“可领300元。”" in screen


# --- paper and pictures ----------------------------------------------------------------------------------------------


def test_a_poster_carries_its_community_and_an_unknown_one_is_left_out(client, settings):
    settings.BASE_URL = "https://learn.example"
    make_policy()
    UnitFactory(kind=UnitKind.COMMUNITY, name="青松社区", division_code="990123001001")

    poster = html(client, "/public/policies/policy-t1/poster/?at=990123001001")
    plain = html(client, "/public/policies/policy-t1/poster/?at=123")

    assert "青松社区" in poster and "不进楼" in poster
    assert "青松社区" not in plain
    assert qr_of(poster) != qr_of(plain)


def qr_of(page):
    return page[page.index('<svg class="qr-print"') :].split("</svg>")[0]


def test_the_picture_has_every_word_as_text(client):
    make_policy()
    page = html(client, "/public/policies/policy-t1/infographic/")

    assert page.count("停进车棚。") == 2 and "三句话，每句一个图标。" in page

    make_policy("T2", infographic=[])
    assert client.get("/public/policies/policy-t2/infographic/").status_code == 404


def test_what_machines_read_is_data_and_cannot_end_its_element(client):
    make_policy(title="停车</script><b>")

    page = html(client, "/policies/policy-t1/")
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]

    assert "<" not in block and "\\u003C/script\\u003E" in block
    assert 'rel="canonical"' in page and 'type="application/rss+xml"' in page


def test_the_feed_has_the_newest_policies(client):
    make_policy("A", title="甲政策")
    make_policy("B", title="乙政策").unpublish()

    response = client.get("/public/policies/rss.xml")

    assert response["Content-Type"].startswith("application/rss+xml")
    assert "甲政策" in response.content.decode() and "乙政策" not in response.content.decode()


# --- for workers -----------------------------------------------------------------------------------------------------


def test_what_to_say_at_the_door_is_for_the_signed_in_and_kept_by_nobody(client):
    make_policy()
    assert client.get(NOTE).status_code == 302

    client.force_login(PersonFactory(password=None))
    response = client.get(NOTE)

    assert "先夸车再劝" in response.content.decode() and "再停就没收" in response.content.decode()
    assert "罚款数额没有核对原文" not in response.content.decode()
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]


def test_the_way_there_is_shown_to_the_signed_in_only(client):
    make_policy()
    assert NOTE not in html(client, "/policies/policy-t1/")

    client.force_login(PersonFactory(password=None))
    assert NOTE in html(client, "/policies/policy-t1/")


@pytest.mark.parametrize("who", ["anonymous", "signed in"])
def test_no_word_for_workers_is_on_any_page_of_residents(client, who):
    make_policy(version=3, previous=PreviousSpec(2, date(2025, 1, 1), {"key_points": ["旧。"]}))
    if who == "signed in":
        client.force_login(PersonFactory(password=None))
    secrets = ("先夸车再劝", "会不会罚款", "再停就没收", "没有核对原文")

    for address in ("", "print/", "poster/", "infographic/", "changes/"):
        path = f"/public/policies/policy-t1/{address}" if address else "/policies/policy-t1/"
        assert not [secret for secret in secrets if secret in html(client, path)], address
    for address in ("/public/policies/rss.xml", "/sitemap.xml", "/glossary/", *(f"/search/?q={s}" for s in secrets)):
        body = html(client, address)
        assert "policy-t1" not in body or "q=" not in address
        assert "先夸车再劝。" not in body


def test_the_demo_s_files_leave_exactly_one_policy_overdue_on_their_day(at):
    from datetime import UTC, datetime

    from django.conf import settings

    from lms.demo.content import AS_OF
    from policies.formats.yaml_policy import read

    specs = read((settings.CONTENT_DIR / "policies.yaml").read_text(encoding="utf-8"))
    with at(datetime(AS_OF.year, AS_OF.month, AS_OF.day, 4, tzinfo=UTC)):
        assert [spec.code for spec in specs if spec.values["review_due"] < clock.today()] == ["P9"]
