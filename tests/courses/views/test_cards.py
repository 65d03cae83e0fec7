"""Handling cards as anybody reads them: the list, a card, its sheet of paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from core import clock
from courses.models import CardPage
from tests.courses.factories import CardFactory, CourseFactory, card_index

pytestmark = pytest.mark.django_db


def html(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_cards_are_public_may_be_kept_and_touch_no_session(client):
    card = CardFactory(course=CourseFactory())
    for address in ("/cards/", card.url, f"{card.url}print/"):
        response = client.get(address)
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate", address
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.text


def test_a_card_is_found_by_what_has_happened(client):
    fire, gas = CardFactory(incident="fire"), CardFactory(incident="gas", title="燃气泄漏")
    page = html(client, "/cards/")
    assert all(f'href="{address}"' in page for address in ("#fire", "#gas", fire.url, gas.url))
    assert "#flood" not in page, "nothing is offered that leads nowhere"
    assert 'href="/cards/"' in html(client, "/feedback/"), "one tap away on every public page"


def test_without_a_card_the_list_says_so_and_whom_to_call(client):
    card_index()
    page = html(client, "/cards/")
    assert "还没有处置卡" in page
    assert 'href="tel:119"' in page


def test_only_numbers_of_the_whole_country_are_dialled(client):
    card = CardFactory(
        calls=[
            ("call", {"name": name, "number": number})
            for name, number in (("火警", "119"), ("值班", "0000-123"), ("网格", ""))
        ]
    )
    page = html(client, card.url)
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count('href="tel:') == 1
    assert "值班：0000-123" in main and "网格：由本地填写" in main
    sheet = html(client, f"{card.url}print/")
    assert "<b>0000-123</b>" in sheet and '<span class="w">' in sheet


def test_a_card_past_its_review_date_says_so_wherever_it_is_read(client):
    card = CardFactory()
    assert "待复核" not in html(client, card.url)
    CardPage.objects.update(review_by=clock.today() - timedelta(days=1))
    for address in ("/cards/", card.url, f"{card.url}print/"):
        assert "待复核" in html(client, address), address


def test_the_sheet_says_which_edition_it_is_and_leads_to_the_newest(client, settings):
    settings.BASE_URL = "https://learn.example"
    card = CardFactory(
        legal_basis=[("basis", {"law": "消防法", "article": article}) for article in ("第五条", "第六条")]
    )
    card.save_revision().publish()
    card.refresh_from_db()
    sheet = html(client, f"{card.url}print/")
    assert f"{card.edition:%Y年}{card.edition.month}月版" in sheet
    assert "依据：消防法第五条、第六条" in sheet
    assert 'aria-label="处置卡最新版二维码"' in sheet
    assert f"https://learn.example{card.url}" in sheet


def test_what_may_be_said_stands_in_one_pair_of_quotation_marks(client):
    card = CardFactory(say=[("line", "“别碰电器”"), ("line", "走楼梯")])
    for address in (card.url, f"{card.url}print/"):
        page = html(client, address)
        assert "“别碰电器”" in page and "““" not in page and "“走楼梯”" in page


def test_a_card_that_runs_over_its_sheet_is_refused_at_the_field():
    line = "把被困位置、钥匙、危险物一件一件告诉到场的指挥员，说完再离开"
    card = CardFactory()
    card.then = [("line", line)] * 8
    card.full_clean()
    assert "tight" not in CardFactory().density
    card.never = card.say = [("line", line * 2)] * 6
    with pytest.raises(ValidationError) as refusal:
        card.full_clean()
    assert "then" in refusal.value.message_dict


def test_a_draft_and_a_restricted_card_are_neither_listed_nor_printed(client):
    draft, closed, shown = CardFactory(), CardFactory(), CardFactory()
    draft.unpublish()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    page = html(client, "/cards/")
    assert shown.url in page and draft.url not in page and closed.url not in page
    for card in (draft, closed):
        assert client.get(f"/cards/{card.slug}/print/").status_code == 404
    assert client.get("/cards/no-such-card/print/").status_code == 404


@pytest.mark.parametrize("address", ["/cards/", "/cards/card-x/", "/cards/card-x/print/"])
def test_three_cards_cost_as_many_queries_as_one(client, django_assert_max_num_queries, address):
    CardFactory(slug="card-x", course=CourseFactory(lessons=0))
    html(client, address)
    with django_assert_max_num_queries(12) as one:
        html(client, address)
    CardFactory(incident="gas")
    CardFactory(course=CourseFactory(lessons=0))
    html(client, address)
    with django_assert_max_num_queries(12) as three:
        html(client, address)
    assert len(three) == len(one)
