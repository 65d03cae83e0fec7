"""Policies as residents get them over HTTP."""

import re
from datetime import date

import pytest
from django.test import Client

from policies.formats.yaml_policy import GroupSpec
from tests.people.factories import PersonFactory
from tests.policies.factories import ELDER, SHOP, make_policy

pytestmark = pytest.mark.django_db
NOISE = GroupSpec("邻里环境", "noise", "speaker", 2)
SECRETS = ("入户话术", "先夸车再劝", "会不会罚款", "再停就没收", "罚款数额没有核对原文")


def html(client, address, **kwargs):
    response = client.get(address, **kwargs)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_every_part_in_the_fixed_order(client):
    page = html(client, make_policy().get_url())
    parts = ["车不进楼，充电去充电点。", "有车的都有关", "少一场火", "找社区", "楼道不停车", "骑车的人", "开汽车的人",
             "每天6:00到22:00去充电", "身份证", "2026年1月1日", "电池能拎回家吗", "车贵不会着", "上门没收。",
             "服务厅", "停放充电告知", "青禾消〔2026〕1号", "消防法第二十八条", "青禾县人民政府",
             "青禾县消防救援大队", "2026年6月20日", "2026年7月1日", "2099年12月31日"]  # fmt: skip
    body = page[page.index("<h1>") :]
    places = [body.find(part) for part in parts]

    assert -1 not in places
    assert places[:17] == sorted(places[:17])
    assert "写清充电时间" in page and "以当地消防部门指导为准" in page


def test_only_national_numbers_are_telephone_links(client):
    page = html(client, make_policy().get_url())

    assert "0000-0000000" in page
    assert set(re.findall(r'href="tel:([^"]+)"', page)) == {"110", "119", "120", "12345"}


def test_a_page_past_its_review_date_says_so(client):
    make_policy("NEW")
    make_policy("OLD", review_due=date(2020, 1, 1))

    assert "内容待复核" in html(client, "/policies/policy-old/")
    assert "内容待复核" in html(client, "/public/policies/policy-old/print/")
    assert "内容待复核" in html(client, "/policies/")
    assert "内容待复核" not in html(client, "/policies/policy-new/")


def test_a_first_version_has_nothing_to_compare_with(client):
    assert "和上一版相比" not in html(client, make_policy(version=1).get_url())


def test_what_is_for_workers_and_editors_is_in_no_public_answer(client):
    make_policy()

    for address in ["/", "/policies/", "/policies/policy-t1/", "/public/policies/policy-t1/print/", "/sitemap.xml"]:
        body = html(client, address)
        assert [secret for secret in SECRETS if secret in body] == [], address
    assert "policy-t1" in html(client, "/search/?q=电动自行车")
    for secret in SECRETS:
        assert "policy-t1" not in html(client, f"/search/?q={secret}"), secret


def test_the_printed_page_has_a_code_back_to_the_page(client, settings):
    settings.BASE_URL = "https://learn.example"

    page = html(client, f"/public/policies/{make_policy().slug}/print/")

    assert '<svg class="qr-print" role="img"' in page
    assert "https://learn.example/policies/policy-t1/" in page


def test_a_draft_is_not_printed_and_not_listed(client):
    page = make_policy()
    page.unpublish()

    assert client.get("/public/policies/policy-t1/print/").status_code == 404
    assert client.get("/policies/policy-t1/").status_code == 404
    assert page.title not in html(client, "/policies/")


def test_the_list_is_narrowed_by_topic_and_audience(client):
    make_policy("A", title="甲政策", audiences=(ELDER,))
    make_policy("B", title="乙政策", topic=NOISE, audiences=(ELDER, SHOP))

    def titles(query):
        return {title for title in ("甲政策", "乙政策") if title in html(client, f"/policies/?{query}")}

    assert titles("") == {"甲政策", "乙政策"}
    assert titles("topic=noise") == {"乙政策"}
    assert titles("who=elder&topic=fire-safety") == {"甲政策"}
    assert titles("topic=nonsense&who=&page=99") == {"甲政策", "乙政策"}
    assert titles("who=shop&topic=fire-safety") == set()
    assert "这里还没有政策" in html(client, "/policies/?who=shop&topic=fire-safety")


def test_the_list_asks_as_often_for_three_pages_as_for_one(client, django_assert_max_num_queries):
    make_policy("A")
    html(client, "/policies/")
    with django_assert_max_num_queries(20) as one:
        html(client, "/policies/")
    make_policy("B")
    make_policy("C", topic=NOISE, audiences=(ELDER, SHOP))
    html(client, "/policies/")  # Wagtail looks up the site anew after it was saved
    with django_assert_max_num_queries(20) as three:
        html(client, "/policies/")

    assert len(three) == len(one)


ADDRESSES = [
    "/",
    "/policies/",
    "/policies/policy-t1/",
    "/public/policies/policy-t1/print/",
    "/search/?q=充电",
    "/about/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_two_visitors_get_the_same_bytes_which_anybody_may_keep(address):
    make_policy()
    first, second = (Client().get(address) for _ in range(2))

    assert first.content == second.content
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" in first["Vary"]
    assert not first.cookies and "Set-Cookie" not in first.headers
    assert b"csrf" not in first.content
    assert b'method="post"' not in first.content.lower()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_of_somebody_signed_in_is_kept_by_nobody_else(client, address):
    make_policy()
    client.force_login(PersonFactory(password=None))

    assert "private" in client.get(address)["Cache-Control"]
    assert "public" not in client.get(address)["Cache-Control"]


def test_elder_mode_offers_a_call_first_and_keeps_every_answer(client):
    client.cookies["gs_mode"] = "elder"

    page = html(client, make_policy().get_url())

    assert page.index("打 12345 问一问") < page.index('id="how"') < page.index('id="points"')
    assert all(part in page for part in ("骑车的人", "电池能拎回家吗", "车贵不会着", "停放充电告知"))
