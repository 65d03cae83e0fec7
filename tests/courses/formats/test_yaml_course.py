import re

import pytest

from courses.formats.yaml_course import CourseError, read

COURSE = """\
code: TST101
title: 报警与清人
summary: 学会先报警，再清人。
audience: [专职网格员]
competencies: {EMG: 3, SAF: 2}
credit_hours: 1.5
validity_months: 24
assessment: {exam: true, questions: 15, minutes: 30, pass_mark: 80, practical: false}
legal_basis:
  - {law: 消防法, article: 第五条}
review_note: null
objectives:
  - 能报警
modules:
  - title: 模块一
    lessons:
      - slug: calling-119
        title: 报警三要素
        minutes: 6
        blocks:
          - {type: paragraph, text: 说清地址。}
          - {type: table, header: [要素, 例句], rows: [[地址, 12号院]]}
          - {type: callout, kind: law, title: 依据, text: 应当立即报警。}
        check:
          - id: TST101-L1-1
            type: truefalse
            stem: 先报警。
            answer: true
            explain: 早一分钟是一分钟。
"""


def changed(old: str, new: str) -> str:
    assert COURSE.count(old) == 1, old
    return COURSE.replace(old, new)


def test_a_course_is_read_with_everything_in_it():
    spec = read(COURSE, "TST101.yaml")
    assert (spec.code, spec.audience, spec.competencies[0]) == ("TST101", ("full_time",), ("EMG", 3))
    assert (spec.exam.questions, spec.exam.pass_mark, spec.practical) == (15, 80, False)
    lesson = spec.lessons[0]
    assert [kind for kind, _value in lesson.blocks] == ["paragraph", "table", "callout"]
    assert lesson.blocks[1][1] == {"header": ["要素", "例句"], "rows": [["地址", "12号院"]]}
    assert (lesson.check[0].code, lesson.check[0].answer) == ("TST101-L1-1", True)


def test_a_course_without_an_exam_has_none():
    without = "{exam: false, questions: null, minutes: null, pass_mark: null, practical: true}"
    spec = read(
        changed("{exam: true, questions: 15, minutes: 30, pass_mark: 80, practical: false}", without), "TST101.yaml"
    )
    assert (spec.exam, spec.practical) == (None, True)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("title: 报警与清人", "title: 12", 2, "text expected"),
        ("title: 报警与清人\n", "", 1, "title is missing"),
        ("credit_hours: 1.5", "credit_hours: many", 6, "number above 0"),
        ("audience: [专职网格员]", "audience: [消防员]", 4, "audience must be one of"),
        ("{EMG: 3, SAF: 2}", "{EMG: 6}", 5, "from 1 to 5"),
        ("practical: false", "practical: nein", 8, "true or false"),
        ("slug: calling-119", "slug: Calling 119", 17, "lower-case"),
        ("minutes: 6", "minutes: 0", 19, "from 1 to 120"),
        ("{type: paragraph, text: 说清地址。}", "{type: film, text: 说清地址。}", 21, "block type must be one of"),
        ("{type: paragraph, text: 说清地址。}", "{type: paragraph, words: 说清地址。}", 21, "unknown field words"),
        ("{type: paragraph, text: 说清地址。}", "{type: figure, diagram: TST101-none, alt: 图}", 21, "no diagram"),
        ("rows: [[地址, 12号院]]", "rows: [[地址]]", 22, "1 cells under 2 heads"),
        ("kind: law", "kind: red", 23, "kind must be one of"),
        ("id: TST101-L1-1", "id: EMG101-L1-1", 25, "must be like TST101-L1-1"),
        ("type: truefalse", "type: match", 25, "a lesson check must be one of"),
        ("answer: true", "answer: 3", 28, "true or false"),
        ("review_note: null", "review_note: null\nreview_note: null", 12, "given twice"),
        ("objectives:", "objectives: [", 13, ""),
    ],
)
def test_what_is_wrong_is_refused_with_the_file_and_the_line(old, new, line, words):
    with pytest.raises(ValueError) as refusal:
        read(changed(old, new), "TST101.yaml")
    assert re.match(rf"TST101\.yaml:{line}: .*{words}", str(refusal.value)), str(refusal.value)


def test_the_code_must_be_the_name_of_the_file():
    with pytest.raises(CourseError, match=r"TST102\.yaml:1: the code must be"):
        read(COURSE, "TST102.yaml")


def test_a_slug_stands_once_in_a_course():
    lesson = COURSE[COURSE.index("      - slug") : COURSE.index("        check:")]
    with pytest.raises(CourseError, match=r"TST101\.yaml:30: slug calling-119 stands twice"):
        read(COURSE + lesson, "TST101.yaml")


def test_an_empty_file_is_no_course():
    with pytest.raises(CourseError, match="the file is empty"):
        read("# nothing\n", "TST101.yaml")


def test_a_handling_card_is_checked_with_its_course():
    card = "cards:\n  - {slug: fire, title: 应急处置卡·起火, incident: fire, when: 起火, first: [报警], then: [清人], never: [冲进去], say: [退后], call: [{name: 火警, number: 119}], note: 审}\n"
    with pytest.raises(CourseError, match=r"TST101\.yaml:31: text expected \(quote numbers"):
        read(COURSE + card, "TST101.yaml")
    spec = read(COURSE + card.replace("119", "'119'"), "TST101.yaml")
    assert [(card.slug, card.kind, card.title) for card in spec.cards] == [("fire", "emergency", "起火")]
