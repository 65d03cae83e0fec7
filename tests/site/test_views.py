import pytest

from lms.site.models import FeaturedPolicy
from lms.site.services import ensure_site_pages
from tests.courses.factories import CardFactory
from tests.policies.factories import make_policy

pytestmark = pytest.mark.django_db


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_found_is_marked_and_what_was_typed_is_escaped(client):
    make_policy(title="防火 <b>要紧</b>")

    page = html(client, "/search/?q=防火")

    assert "<mark>防火</mark> &lt;b&gt;要紧&lt;/b&gt;" in page
    assert "<script>alert" not in html(client, "/search/?q=<script>alert(1)</script>")


def test_the_synonyms_are_told_with_a_way_to_the_exact_word(client):
    make_policy(title="电动自行车")

    page = html(client, "/search/?q=电瓶车&page=1")

    assert "也一起找了意思相同的词" in page
    assert "exact=1" in page


def test_nothing_found_offers_topics_and_a_number_to_call(client):
    make_policy()

    page = html(client, "/search/?q=停车场月卡")

    assert "没找到“停车场月卡”" in page
    assert "/policies/?topic=fire-safety" in page and "tel:12345" in page


def test_no_card_found_leads_to_all_of_them(client):
    assert 'class="btn btn--quiet" href="/cards/"' in html(client, "/search/?q=没有的词&kind=card")


def test_a_card_is_two_taps_from_the_home_page(client):
    ensure_site_pages()
    assert "#fire" not in html(client, "/")
    card = CardFactory()
    assert 'href="/cards/#fire"' in html(client, "/") and f'href="{card.url}"' in html(client, "/cards/")


def test_search_without_words_asks_for_some(client):
    assert "想找什么？" in html(client, "/search/")


def test_search_takes_no_post(client):
    assert client.post("/search/").status_code == 405


def test_the_home_page_shows_the_newest_policies_and_the_ways_into_the_list(client):
    make_policy("A", title="甲政策")
    page = html(client, "/")

    assert "甲政策" in page and "新近更新的政策" in page
    assert all(href in page for href in ("/policies/?who=elder", "/policies/?topic=fire-safety", "/verify/", "/about/"))


def test_the_home_page_shows_what_editors_chose_in_their_order_without_drafts(client):
    first, second, draft = (make_policy(code, title=f"{code}政策") for code in ("A", "B", "C"))
    draft.unpublish()
    home = ensure_site_pages().home
    home.featured.set(
        [FeaturedPolicy(policy=page, sort_order=place) for place, page in enumerate((second, draft, first))]
    )
    home.save()

    page = html(client, "/")

    assert "大家常看的政策" in page and "C政策" not in page
    assert page.index("B政策") < page.index("A政策")


def test_an_empty_site_still_has_a_home_page(client):
    ensure_site_pages()

    assert "政策解读正在准备" in html(client, "/")


def test_the_about_page_names_the_law(client):
    page = html(client, "/about/")

    assert all(law in page for law in ("突发事件应对法第三十八条", "第三十四条", "第七十七条", "人民调解法第十四条"))


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/", "/feedback/", "/about/"])
def test_the_foot_leads_to_the_plain_pages(client, address):
    ensure_site_pages()
    assert html(client, address)


def test_robots_stay_away_from_people_and_certificates(client, settings):
    settings.BASE_URL = "https://learn.example"
    told = html(client, "/robots.txt")

    assert "Disallow: /verify/" in told and "Disallow: /accounts/" in told
    assert "Sitemap: https://learn.example/sitemap.xml" in told


def test_the_sitemap_lists_live_public_pages_only(client, settings):
    settings.BASE_URL = "https://learn.example"
    make_policy("A")
    make_policy("B").unpublish()

    told = html(client, "/sitemap.xml")

    assert "<loc>https://learn.example/policies/policy-a/</loc>" in told
    assert "policy-b" not in told and "/my/" not in told
