"""What two versions say differently."""

from hypothesis import given
from hypothesis import strategies as st

from policies.engine.differences import ADDED, GONE, SAME, changed_parts, compare, lines_of, pieces


def marked(old, new):
    signs = {SAME: "{}", ADDED: "[+{}]", GONE: "[-{}]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in pieces(old, new))


def test_the_changed_words_of_a_line_are_marked():
    assert marked("每人400元，年底前交。", "每人420元，年底前交。") == "每人[-400][+420]元，年底前交。"
    assert (
        marked("充电点要独立设置。", "充电点要独立设置，充满要能自动断电。")
        == "充电点要独立设置[+，充满要能自动断电]。"
    )


def test_a_line_that_came_or_went_is_whole():
    assert [
        (line.kind, line.pieces[0].text) for line in compare(["甲甲甲。", "乙乙乙。"], ["甲甲甲。", "丙丁戊。"])
    ] == [
        ("same", "甲甲甲。"),
        ("gone", "乙乙乙。"),
        ("added", "丙丁戊。"),
    ]


def test_only_parts_that_differ_are_told_and_rows_are_one_line():
    old = {"ask": "找社区", "faq": [{"question": "要钱吗？", "answer": "不要。"}], "gone": "旧的"}
    new = {"ask": "找社区", "faq": [{"question": "要钱吗？", "answer": "一分不要。"}]}

    found = changed_parts(old, new)

    assert list(found) == ["faq", "gone"]
    assert found["faq"][0].kind == "changed"
    assert lines_of(old["faq"]) == ["要钱吗？　不要。"]


@given(st.text("甲乙丙丁，。", max_size=20), st.text("甲乙丙丁，。", max_size=20))
def test_both_texts_can_be_read_back_from_the_pieces(old, new):
    found = pieces(old, new)

    assert "".join(piece.text for piece in found if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in found if piece.kind != GONE) == new
