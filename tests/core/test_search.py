"""A Chinese word is found inside a sentence, on both databases alike."""

import pytest
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Boost, Fuzzy, Not, Or, Phrase, PlainText

from core.search import index_text, indexed_at_the_end, query_text, rewrite_query
from courses.models import CardPage, CoursePage
from tests.courses.factories import CardFactory, CourseFactory
from tests.people.factories import PersonFactory


class TestWords:
    def test_a_run_of_characters_is_indexed_by_each_and_each_pair(self):
        assert index_text("垃圾分类").split() == ["垃", "圾", "分", "类", "垃圾", "圾分", "分类"]

    def test_a_query_asks_for_pairs_and_for_a_single_character_itself(self):
        assert query_text("垃圾分类") == "垃圾 圾分 分类"
        assert query_text("垃") == "垃"

    def test_latin_words_and_numbers_stay_whole(self):
        assert query_text("EMG101 灭火器") == "emg101 灭火 火器"

    def test_full_width_forms_and_punctuation_make_no_difference(self):
        assert query_text("《管理办法》，ＬＭＳ！") == query_text("管理办法 lms")

    @pytest.mark.parametrize("operators", ["AND OR NOT", '"', "a* (b", "':*", "--", "|&!"])
    def test_no_operator_of_an_engine_gets_through(self, operators):
        assert not set(query_text(operators)) & set("\"*()':|&!-")

    def test_rare_characters_are_characters_too(self):
        assert query_text("𠮷㛃䶮") == "𠮷㛃 㛃䶮"

    def test_every_kind_of_query_is_rewritten(self):
        plain = PlainText("垃圾分类", operator="or", boost=2)
        made = rewrite_query(And([plain, Or([Phrase("社区 推行"), Not(Fuzzy("源头"))]), Boost("减量", 3)]))
        assert repr(made).count("垃圾 圾分 分类") == 1
        assert "社区 推行" in repr(made)
        assert (made.subqueries[0].operator, made.subqueries[0].boost) == ("or", 2)
        assert isinstance(made.subqueries[1].subqueries[1], Not)
        assert made.subqueries[2].boost == 3


@pytest.mark.django_db
@pytest.mark.both_databases
class TestFinding:
    @pytest.fixture
    def course(self):
        return CourseFactory(
            title="社区推行垃圾分类的首要原则是源头减量", summary="网格员先做矛盾纠纷排查。", lessons=0
        )

    @pytest.mark.parametrize(
        "query",
        [
            "垃圾分类",
            "垃圾",
            "垃",
            "社区推行",
            "源头减量",
            "矛盾纠纷",
            "网格员",
            "垃圾分类 社区",
            "《垃圾分类》",
            "社区推行垃圾分类的首要原则是源头减量",
        ],
    )
    def test_a_word_inside_a_sentence(self, course, query):
        assert list(CoursePage.objects.live().search(query)) == [course]

    @pytest.mark.parametrize("query", ["分类垃圾", "电动自行车", "垃圾 电梯", "圾垃"])
    def test_not_the_characters_in_another_order_nor_another_word(self, course, query):
        assert list(CoursePage.objects.live().search(query)) == []

    @pytest.mark.parametrize("query", ["《》", "，。", "' OR 1=1 --", '"', "*", "a" * 500])
    def test_odd_queries_are_answered(self, course, query):
        assert list(CoursePage.objects.live().search(query)) == []

    def test_typing_the_beginning_of_a_title_finds_the_page(self, course):
        assert list(CoursePage.objects.autocomplete("社区推")) == [course]

    def test_what_was_changed_is_found_at_once_and_the_old_words_no_more(
        self, course, django_capture_on_commit_callbacks
    ):
        course.title = "楼道堆物劝导"
        with django_capture_on_commit_callbacks(execute=True):
            course.save_revision().publish()
        assert list(CoursePage.objects.search("堆物")) == [course]
        assert list(CoursePage.objects.search("垃圾分类")) == []

    def test_the_search_of_the_editing_screens_finds_it_too(self, course, client):
        client.force_login(PersonFactory(admin=True, password=None))
        page = client.get("/cms/pages/search/", {"q": "垃圾分类"})
        assert page.status_code == 200
        assert course.title in page.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("indexed_at_once")
def test_what_is_saved_much_at_once_is_found_when_the_block_has_ended():
    with indexed_at_the_end():
        CardFactory(title="燃气泄漏")
        assert found("燃气") == []
    assert found("燃气") == ["燃气泄漏"]


@pytest.mark.django_db
@pytest.mark.usefixtures("indexed_at_once")
def test_a_block_that_fails_indexes_nothing_and_later_saves_are_indexed_at_once_again():
    with pytest.raises(ValueError, match="half way"), indexed_at_the_end():
        CardFactory(title="燃气泄漏")
        raise ValueError("half way")
    CardFactory(title="燃气中毒")
    assert found("燃气") == ["燃气中毒"]


def found(text):
    return [card.title for card in get_search_backend().search(text, CardPage.objects.all())]
