"""What the public search finds, on both engines."""

import pytest

from lms.site.reports import PER_PAGE, find
from tests.assessments.factories import TrueFalseFactory
from tests.courses.factories import CardFactory, CourseFactory
from tests.policies.factories import make_policy

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def titles(*args, **kwargs):
    return ["".join(text for clause in hit.title for text, _found in clause) for hit in find(*args, **kwargs).hits]


def test_a_word_inside_a_sentence_is_found():
    make_policy(
        "A", title="停放", faq=[{"question": "社区推行什么？", "answer": "社区推行垃圾分类的首要原则是源头减量。"}]
    )
    make_policy("B", title="别的")

    assert titles("垃圾分类") == titles("源头减量") == titles("首要 原则") == ["停放"]


def test_a_single_character_is_found():
    make_policy("A", title="防汛", key_points=["看水位。", "听通知。", "早转移。"], benefit="少一场祸。")
    make_policy("B", title="防火", benefit="少一场火。")

    assert titles("汛") == ["防汛"]


def test_a_synonym_finds_and_marks_the_official_word():
    make_policy("A", title="电动自行车：停在哪儿")

    found = find("电瓶车")

    assert found.hits[0].title == [[("电动自行车", True), ("：", False)], [("停在哪儿", False)]]
    assert "电动自行车" in found.wording.others
    assert find("电瓶车", exact=True).hits == []


def test_a_question_in_a_resident_s_words_is_answered():
    make_policy("A", title="电动自行车：停在哪儿，充在哪儿")

    assert titles("电动车在哪儿充电") == ["电动自行车：停在哪儿，充在哪儿"]


def test_a_page_with_the_word_in_its_title_comes_first():
    many = [{"question": f"电动自行车{n}？", "answer": "电动自行车、电动自行车、电动自行车。"} for n in range(8)]
    make_policy("A", title="噪声扰民", faq=many)
    make_policy("B", title="电动自行车：停在哪儿")
    make_policy("C", title="垃圾分类", faq=many)

    assert titles("电动自行车")[0] == "电动自行车：停在哪儿"


def test_courses_are_found_beside_policies_and_each_kind_can_be_had_alone():
    make_policy("A", title="防火政策")
    CourseFactory(title="防火课程", summary="学会防火。")

    found = find("防火")

    assert {hit.kind for hit in found.hits} == {"policy", "course"}
    assert found.counts == {"policy": 1, "duty": 0, "card": 0, "course": 1}
    assert titles("防火", kind="course") == ["防火课程"]
    assert find("防火", kind="course").counts == {"policy": 1, "duty": 0, "card": 0, "course": 1}


def test_a_handling_card_is_found_by_what_it_says_and_by_everyday_words():
    CardFactory(title="电动自行车和电池起火", first=[("line", "楼门口拦人，谁也不进")])
    CardFactory(title="燃气泄漏", incident="gas", first=[("line", "不碰开关，出门再打电话")])
    make_policy("A", title="电动自行车：停在哪儿")

    assert titles("电瓶车着火") == titles("楼门口拦人") == ["电动自行车和电池起火"]
    assert titles("燃气", kind="card") == ["燃气泄漏"]
    assert [hit.kind for hit in find("电瓶车").hits] == ["policy", "card"]


@pytest.mark.anchor_33
def test_lessons_and_questions_are_never_found():
    make_policy("A", title="火灾")
    course = CourseFactory(title="火灾课程", summary="学会处置。")
    lesson = course.get_descendants().last().specific
    lesson.title, lesson.search_description = "金丝雀标题", "金丝雀简介"
    lesson.body = [("paragraph", "金丝雀正文：先关阀门。")]
    lesson.save_revision().publish()
    TrueFalseFactory(stem="金丝雀题干", explanation="金丝雀解析")

    assert titles("火灾")
    for typed in ("金丝雀", "金丝雀标题", "金丝雀正文", "先关阀门", "金丝雀题干", "金丝雀解析"):
        assert find(typed).total == 0, typed


def test_drafts_and_withdrawn_pages_are_not_found():
    page = make_policy("A", title="停放充电")
    page.key_points[0] = ("line", "草稿里的秘密词。")
    page.save_revision()
    assert titles("停放充电") and not titles("秘密词")

    page.unpublish()
    assert not titles("停放充电")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "？？？",
        "a" * 5000,
        "火" * 300,
        "\x00",
        "' OR 1=1 --",
        '"',
        "NEAR(火 车)",
        "AND OR NOT",
        "火*",
        "-火",
        "(火",
        "😀",
        "%_\\",
    ],
)
def test_odd_input_is_answered(typed):
    make_policy("A", title="防火")

    assert find(typed, page="x", kind="nonsense").total in (0, 1)


def test_long_answers_come_in_pages():
    for number in range(PER_PAGE + 1):
        make_policy(f"N{number}", title=f"防火{number}")

    first, second = find("防火"), find("防火", page="2")

    assert (first.total, len(first.hits), len(second.hits)) == (PER_PAGE + 1, PER_PAGE, 1)
    assert not {hit.url for hit in first.hits} & {hit.url for hit in second.hits}


def test_three_hits_cost_as_many_queries_as_one(django_assert_max_num_queries):
    make_policy("A", title="防火一")
    CourseFactory(title="防火课")
    CardFactory(title="防火卡")
    find("防火")
    with django_assert_max_num_queries(18) as one:
        find("防火")
    make_policy("B", title="防火二")
    CourseFactory(title="防火课二")
    CardFactory(title="防火卡二")
    find("防火")
    with django_assert_max_num_queries(18) as three:
        find("防火")

    assert len(three) == len(one)
