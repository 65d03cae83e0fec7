import pytest
from django.core.management import call_command

from competencies.models import Competency
from courses.models import CardIndexPage, CourseIndexPage
from lms.site.models import HomePage
from policies.models import PolicyIndexPage

pytestmark = pytest.mark.django_db


def test_a_new_instance_gets_its_pages_and_its_framework(client):
    call_command("setup_site")
    assert Competency.objects.count() == 8
    for address in ("/", "/policies/", "/courses/", "/cards/"):
        assert client.get(address).status_code == 200


def test_setting_up_again_changes_nothing():
    call_command("setup_site")
    HomePage.objects.update(title="青禾县网格学堂")
    call_command("setup_site")
    assert HomePage.objects.get().title == "青禾县网格学堂"
    indexes = (CardIndexPage, CourseIndexPage, PolicyIndexPage)
    assert [index.objects.count() for index in indexes] == [1, 1, 1]


def test_an_instance_from_before_the_cards_gets_their_index(client):
    call_command("setup_site")
    CardIndexPage.objects.get().delete()
    call_command("setup_site")
    assert client.get("/cards/").status_code == 200
