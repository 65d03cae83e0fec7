import pytest
from django.core.management import call_command

from competencies.models import Competency
from courses.models import CourseIndexPage
from lms.site.models import HomePage
from policies.models import PolicyIndexPage

pytestmark = pytest.mark.django_db


def test_a_new_instance_gets_its_pages_and_its_framework(client):
    call_command("setup_site")
    assert Competency.objects.count() == 8
    for address in ("/", "/policies/", "/courses/"):
        assert client.get(address).status_code == 200


def test_setting_up_again_changes_nothing():
    call_command("setup_site")
    HomePage.objects.update(title="青禾县网格学堂")
    call_command("setup_site")
    assert HomePage.objects.get().title == "青禾县网格学堂"
    assert (CourseIndexPage.objects.count(), PolicyIndexPage.objects.count()) == (1, 1)
