import pytest
from django.core.management import CommandError, call_command

from courses.models import CoursePage
from tests.courses.factories import competency_called, course_index
from tests.courses.formats.test_yaml_course import COURSE
from tests.courses.services.test_loading import BANK

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    for name, text in (("courses", COURSE), ("questions", BANK)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "TST101.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "courses"


@pytest.fixture
def tree(db):
    competency_called("EMG")
    return course_index()


def test_the_command_says_what_it_loaded(tree, folder, capsys):
    call_command("load_courses", "TST101", folder=folder)
    assert "TST101 报警与清人: 1 lessons, 2 exam questions" in capsys.readouterr().out
    assert CoursePage.objects.get().live


def test_a_wrong_file_is_one_line_with_its_place(tree, folder):
    (folder / "TST101.yaml").write_text(COURSE.replace("minutes: 6", "minutes: six"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"^TST101\.yaml:19: a whole number"):
        call_command("load_courses", folder=folder)
    assert not CoursePage.objects.exists()


def test_a_code_without_a_file_is_named(tree, folder):
    with pytest.raises(CommandError, match=r"no course file EMG999\.yaml"):
        call_command("load_courses", "EMG999", folder=folder)


def test_without_a_catalogue_the_command_says_what_to_do(folder):
    with pytest.raises(CommandError, match="create the page tree first"):
        call_command("load_courses", folder=folder)
