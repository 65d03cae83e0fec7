"""The cards of a course file as pages."""

import pytest
from wagtail.models import Revision

from core.errors import DomainError
from courses.formats import yaml_course
from courses.models import CardIndexPage, CardPage, CoursePage
from courses.services import load_course
from tests.courses.factories import card_index, competency_called, course_index
from tests.courses.formats.test_yaml_course import COURSE
from tests.courses.services.test_loading import bank

pytestmark = pytest.mark.django_db
CARD = """\
  - slug: {slug}
    title: {title}
    incident: fire
    when: 接到起火的消息
    first: [打119，说清地址, 楼门口拦人]
    then: [点人数]
    never: [不坐电梯]
    say: [请退后]
    call: [{{name: 火警, number: '119'}}, {{name: 社区值班, number: （填写本地号码）}}]
    note: 以当地消防部门指导为准
"""
FIRE, SMOKE = (
    CARD.format(slug=slug, title=title) for slug, title in (("fire", "应急处置卡·起火"), ("smoke", "应急处置卡·冒烟"))
)


@pytest.fixture
def parent(db):
    competency_called("EMG")
    card_index()
    return course_index()


def loaded(parent, *cards: str) -> CoursePage:
    text = COURSE + ("cards:\n" + "".join(cards) if cards else "")
    return load_course(spec=yaml_course.read(text, "TST101.yaml"), by=None, parent=parent, bank=bank())


def test_a_card_becomes_a_published_page_that_rests_on_the_law_of_its_course(parent):
    course = loaded(parent, FIRE)
    card = CardPage.objects.get()
    assert (card.live, card.code, card.title, card.kind, card.incident) == (
        True,
        "TST101-1",
        "起火",
        "emergency",
        "fire",
    )
    assert (card.url, card.course, card.review_note) == ("/cards/fire/", course, "以当地消防部门指导为准")
    assert card.basis_lines == ["消防法第五条"]
    assert [(call.name, call.number, call.is_national) for call in card.call_list] == [
        ("火警", "119", True),
        ("社区值班", "", False),
    ]


def test_loading_again_changes_nothing_and_a_change_makes_one_revision(parent):
    loaded(parent, FIRE, SMOKE)
    before = Revision.objects.count()
    loaded(parent, FIRE, SMOKE)
    assert Revision.objects.count() == before
    loaded(parent, FIRE.replace("请退后", "请退到楼下"), SMOKE)
    assert Revision.objects.count() == before + 1


def test_a_card_that_left_the_file_is_unpublished_and_its_number_is_never_given_to_another(parent):
    loaded(parent, FIRE)
    loaded(parent, SMOKE)
    assert {card.slug: (card.code, card.live) for card in CardPage.objects.all()} == {
        "fire": ("TST101-1", False),
        "smoke": ("TST101-2", True),
    }
    loaded(parent)
    assert not CardPage.objects.live().exists()


def test_cards_need_their_index_and_an_address_of_their_own(parent):
    loaded(parent, FIRE)
    other = COURSE.replace("TST101", "TST102") + "cards:\n" + FIRE
    with pytest.raises(DomainError) as taken:
        load_course(spec=yaml_course.read(other, "TST102.yaml"), by=None, parent=parent, bank=bank())
    assert taken.value.code == "card_address_taken"
    CardIndexPage.objects.get().delete()
    with pytest.raises(DomainError) as missing:
        loaded(parent, FIRE)
    assert missing.value.code == "no_card_index"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("应急处置卡·起火", "起火", "must begin with one of 应急处置卡"),
        ("incident: fire", "incident: water", "incident must be one of fire"),
        ("slug: fire", "slug: Fire", "lower-case"),
        ("first: [打119，说清地址, 楼门口拦人]", "first: [一, 二, 三, 四, 五]", "5 lines, at most 4"),
    ],
)
def test_a_card_that_is_wrong_is_refused_with_its_line(old, new, words):
    with pytest.raises(yaml_course.CourseError, match=words):
        yaml_course.read(COURSE + "cards:\n" + FIRE.replace(old, new), "TST101.yaml")


def test_a_card_stands_once_in_a_file():
    with pytest.raises(yaml_course.CourseError, match="twice among the cards"):
        yaml_course.read(COURSE + "cards:\n" + FIRE + FIRE, "TST101.yaml")
