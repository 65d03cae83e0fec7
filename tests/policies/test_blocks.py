import pytest
from wagtail.blocks import StructBlockValidationError

from policies.blocks import QuizQuestionBlock, fill, names_in, texts_in
from policies.models import PolicyPage
from tests.policies.factories import make_policy
from tests.policies.quizzes import QUIZ, make_quizzed


def test_placeholders_are_found_anywhere_in_the_text_and_named_once():
    data = {"steps": [{"text": "{{时间}}去"}, {"text": "到{{ 地点 }}，{{时间}}前"}], "note": ""}

    assert names_in(data) == ["时间", "地点"]
    assert texts_in(data) == ["{{时间}}去", "到{{ 地点 }}，{{时间}}前"]


def test_filling_puts_values_in_place_and_shows_what_is_missing():
    filled = fill({"a": ["{{时间}}去{{地点}}"], "n": 3}, {"时间": "早上"})

    assert filled == {"a": ["早上去〔待填：地点〕"], "n": 3}


def test_the_right_option_is_one_of_the_options_and_no_two_are_the_same():
    block = QuizQuestionBlock()
    whole = {"question": "泡水电池？", "options": ["停用", "晾干"], "right": 2, "explanation": "会起火。"}

    def errors(**changes):
        with pytest.raises(StructBlockValidationError) as refused:
            block.clean(block.to_python({**whole, **changes}))
        return {name: str(error) for name, error in refused.value.block_errors.items()}

    assert block.clean(block.to_python(whole))["right"] == 2
    assert "只有 2 个选项" in errors(right=3)["right"]
    assert "一样" in errors(options=["停用", "停用"])["options"]
    assert "explanation" in errors(explanation="")


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "refused"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_check_has_three_questions_or_none_when_the_page_is_published(number, refused):
    page = make_policy(quiz=[])
    page.quiz = PolicyPage._meta.get_field("quiz").stream_block.to_python(
        [{"type": "question", "value": row} for row in QUIZ[:number]]
    )
    assert ("quiz" in page.publishing_errors()) is refused


@pytest.mark.django_db
def test_a_placeholder_without_a_value_in_the_check_stops_publishing():
    page = make_quizzed()
    page.local_values = []
    assert "quiz" in page.publishing_errors()
