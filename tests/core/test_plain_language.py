"""The linter of plain Chinese."""

import pytest

from core.plain_language import OFFICIALESE, length, officialese, remarks, sentences


def codes(*texts, **kwargs):
    return [remark.code for remark in remarks(texts, **kwargs)]


@pytest.mark.parametrize("word", OFFICIALESE)
def test_every_word_of_offices_is_found_inside_a_sentence(word):
    assert word in officialese(f"社区要{word}防火工作。")[0]


def test_the_longest_word_that_fits_is_named_once():
    assert officialese("进一步推进改造，进一步推进宣传，予以表扬。") == ["进一步推进", "予以"]


def test_what_residents_say_is_not_officialese():
    assert officialese("车不进楼，线不乱拉。先找物业，再打12345。") == []


def test_a_line_and_a_stop_end_a_sentence():
    assert sentences("先停。再挂\n打110；问社区") == ["先停。", "再挂", "打110；", "问社区"]


def test_punctuation_is_no_length_and_a_number_counts_once():
    assert length("“打12345，问一问。”") == 5


def test_sentences_longer_than_25_on_average_are_named_and_short_ones_beside_them_are_not():
    long = "请各位住在本小区的居民朋友们在看到这张告示以后尽快把自己放在楼道里的东西全部搬走。"

    (remark,) = remarks([long])

    assert (remark.code, remark.sentences) == ("long_sentences", (long,))
    assert remark.average == length(long) > 25
    assert codes(long, "好。", "行。") == []


def test_a_sum_says_of_which_year_and_for_which_place():
    assert codes("每人交400元。") == ["no_year", "no_region"]
    assert codes("2026年度每人交400元。") == ["no_region"]
    assert codes("本县2026年度每人交400元。") == []
    assert codes("2026年度每人交400元。", region_is_known=True) == []


def test_a_bare_number_lacks_its_unit_and_a_number_to_call_does_not():
    assert codes("最多可以领300。") == ["no_unit"]
    assert codes("马上打110，或者打12345。") == []
