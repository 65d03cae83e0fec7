import pytest

from lms.site.engine.wording import LONGEST, clauses, clean, excerpt, marked, understand
from lms.site.formats.synonyms import Synonyms

KNOWN = Synonyms(groups=(("电动自行车", "电瓶车", "电动车"), ("充电点", "充电棚")), question_words=("在哪儿", "怎么"))


def test_a_word_is_looked_for_with_its_synonyms():
    wording = understand("电瓶车", KNOWN)

    assert wording.variants == (("电瓶车",), ("电动自行车",), ("电动车",))
    assert wording.others == ("电动自行车", "电动车")


def test_a_question_is_cut_into_the_words_that_matter():
    assert understand("电动车在哪儿充电", KNOWN).variants[:2] == (("电动车", "充电"), ("电动自行车", "充电"))


def test_every_word_with_synonyms_varies():
    assert len(understand("电瓶车 充电棚", KNOWN).variants) == 6


def test_exact_looks_for_the_words_as_typed():
    wording = understand("电瓶车在哪儿", KNOWN, exact=True)

    assert (wording.variants, wording.others) == ((("电瓶车在哪儿",),), ())


def test_a_query_of_question_words_alone_is_looked_for_as_it_is():
    assert understand("怎么", KNOWN).variants == (("怎么",),)


@pytest.mark.parametrize("typed", ["", "   ", "？？？", "\x00\x07", "%_'\"", "。，"])
def test_a_query_without_words_looks_for_nothing(typed):
    assert understand(typed, KNOWN).variants == ()


def test_a_query_is_cleaned_and_cut():
    assert clean(" ＡＢ\x00\n c ") == "AB c"
    assert len(clean("长" * 5000)) == LONGEST


def plain(pieces):
    return "".join(f"[{text}]" if found else text for text, found in pieces)


def test_every_word_is_marked_and_the_longest_wins():
    assert plain(marked("电动自行车和GB充电", ["电动自行车", "自行车", "gb"])) == "[电动自行车]和[GB]充电"
    assert plain(marked("没有词", [])) == "没有词"


def test_an_excerpt_begins_with_the_line_of_the_word_and_joins_lines():
    text = "开头一行。\n停车的地方\n第三行"

    assert plain(excerpt(text, ["停车"])) == "[停车]的地方；第三行"


def test_an_excerpt_from_the_middle_of_a_long_line_says_so():
    told = plain(excerpt("前" * 200 + "充电" + "后" * 200, ["充电"]))

    assert told.startswith("…前") and told.endswith("后…") and "[充电]" in told
    assert len(told) < 110


def test_without_a_word_the_excerpt_is_the_beginning():
    assert plain(excerpt("短文", ["没有"])) == "短文"


def test_a_title_is_cut_after_its_stops():
    assert clauses("电动自行车：停在哪儿，充在哪儿") == ["电动自行车：", "停在哪儿，", "充在哪儿"]
