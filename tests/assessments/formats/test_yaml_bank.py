import textwrap

import pytest

from assessments.formats.yaml_bank import SchemaError, from_mapping, read

GOOD = """\
# a comment line, so that numbers are not trivially right
- id: X-1
  type: single
  comp: EMG
  d: 1
  stem: 先做什么？
  options: {A: 打119, B: 拍照, C: 等人来}
  answer: A
  explain: 先报警。
  basis: 消防法
- id: X-2
  type: truefalse
  stem: 水能灭油火。
  answer: false
  explain: 油会溅开。
- id: X-3
  type: order
  stem: 排一排
  items: {1: 甲, 2: 乙, 3: 丙, 4: 丁}
  answer: [3, [1, 4], 2]
  explain: 先看，再做，最后说。
- id: X-4
  type: match
  stem: 连一连
"""


def test_questions_are_read_with_the_line_they_begin_on():
    single, truefalse, order, match = read(GOOD, "x.yaml")
    assert (single.code, single.answer, single.competency, single.where) == ("X-1", "A", "EMG", "x.yaml:2")
    assert single.options == {"A": "打119", "B": "拍照", "C": "等人来"}
    assert truefalse.answer is False
    assert truefalse.difficulty == 2
    assert (order.options, order.answer) == ({"1": "甲", "2": "乙", "3": "丙", "4": "丁"}, [["3"], ["1", "4"], ["2"]])
    assert (single.is_read, order.is_read, match.is_read) == (True, True, False)


def test_an_empty_file_holds_no_question():
    assert read("# nothing\n", "x.yaml") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("type: single", "type: guess", "x.yaml:3: type: guess is not one of"),
        ("stem: 先做什么？", "stem: ''", "x.yaml:6: stem: expected a text"),
        ("d: 1", "d: 7", "x.yaml:5: d: expected 1, 2 or 3"),
        ("answer: A", "answer: E", "x.yaml:8: answer: expected the letter of one option"),
        ("{A: 打119, B: 拍照, C: 等人来}", "{A: 打119, C: 拍照}", "x.yaml:7: options: expected the letters A, B, C"),
        ("answer: false", "answer: 也许", "x.yaml:14: answer: expected true or false"),
        ("id: X-2", "id: X-1", "x.yaml:11: id X-1 is already used at x.yaml:2"),
        ("  explain: 先报警。\n", "", "x.yaml:2: explain: expected a text"),
        ("answer: A", "answer: A\n  fixed_order: 是", "x.yaml:9: fixed_order: expected true or false"),
        ("3: 丙, 4: 丁", "4: 丁", "x.yaml:19: items: expected the numbers 1, 2, 3"),
        (", 3: 丙, 4: 丁", "", "x.yaml:19: items: expected three to eight steps"),
        ("3: 丙", "3: 乙", "x.yaml:19: items: two steps read the same"),
        ("3: 丙", "3: 5", "x.yaml:19: items: step 3 is not a text"),
        ("[3, [1, 4], 2]", "[3, [1, 4]]", "x.yaml:20: answer: expected every step once"),
        ("[3, [1, 4], 2]", "[3, [1, 4], 2, 2]", "x.yaml:20: answer: expected every step once"),
        ("[3, [1, 4], 2]", "3", "x.yaml:20: answer: expected every step once"),
        ("[3, [1, 4], 2]", "[3, [1, [4]], 2]", "x.yaml:20: answer: expected every step once"),
        ("[3, [1, 4], 2]", "[[1, 2, 3, 4]]", "x.yaml:20: answer: expected at least two groups"),
        ("[3, [1, 4], 2]", "[3, [1, 4], 2, []]", "x.yaml:20: answer: expected at least two groups"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(old, new, message):
    with pytest.raises(SchemaError) as caught:
        read(GOOD.replace(old, new, 1), "x.yaml")
    assert str(caught.value).startswith(message)


def test_several_right_options_are_a_list_of_letters_each_once():
    text = textwrap.dedent(GOOD).replace("type: single", "type: multiple", 1)
    with pytest.raises(SchemaError, match=r"x\.yaml:8: answer: expected a list"):
        read(text, "x.yaml")
    with pytest.raises(SchemaError, match=r"x\.yaml:8: answer: expected a list"):
        read(text.replace("answer: A", "answer: [A, A]", 1), "x.yaml")
    assert read(text.replace("answer: A", "answer: [A, C]", 1), "x.yaml")[0].answer == ["A", "C"]


@pytest.mark.parametrize(
    ("text", "line"), [("- id: [", 1), ("id: X", 1), ("- id: X\n  id: 1\n   x: 2\n", 3), ("- 5\n", 1)]
)
def test_what_is_not_a_list_of_questions_is_refused_with_the_line(text, line):
    with pytest.raises(SchemaError, match=rf"^x\.yaml:{line}"):
        read(text, "x.yaml")


def test_an_author_may_say_that_options_stay_in_order_and_that_part_of_an_order_counts():
    plain, fixed = (
        read(GOOD, "x.yaml")[0],
        read(GOOD.replace("answer: A", "answer: A\n  fixed_order: true", 1), "x.yaml"),
    )
    assert (plain.fixed_order, fixed[0].fixed_order) == (False, True)
    in_part = read(GOOD.replace("answer: [3", "by_pairs: true\n  answer: [3", 1), "x.yaml")
    assert [spec.by_pairs for spec in in_part] == [False, False, True, False]


DATA = {
    "id": "L-1",
    "type": "single",
    "stem": "？",
    "options": {"A": "甲", "B": "乙"},
    "answer": "B",
    "explain": "因为。",
}


def test_a_lesson_check_is_read_without_competency():
    spec = from_mapping(DATA, name="course.yaml", line=40)
    assert (spec.where, spec.competency, spec.answer) == ("course.yaml:40", None, "B")
