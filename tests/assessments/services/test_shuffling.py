"""What shuffling does to the kinds of questions, from the start of an attempt on."""

import pytest

from assessments import services
from assessments.models import question_kinds
from assessments.models.ordering import share_of
from tests.assessments.factories import (
    EntryFactory,
    MultipleChoiceFactory,
    OrderingFactory,
    SingleChoiceFactory,
    TrueFalseFactory,
)

pytestmark = pytest.mark.django_db


def test_options_are_shuffled_but_for_those_that_speak_of_each_other_and_true_or_false():
    """Thirty sittings of one exam over every kind: what each of them was shown, in order."""
    talking = ("报警", "关阀", "拦人", "以上都对")
    questions = {
        "single": SingleChoiceFactory(),
        "multiple": MultipleChoiceFactory(),
        "single that speaks of others": SingleChoiceFactory(texts=talking, right="D"),
        "multiple that speaks of others": MultipleChoiceFactory(texts=("报警", "关阀", "A和B", "都不对")),
        "fixed by its author": SingleChoiceFactory(fixed_order=True),
        "truefalse": TrueFalseFactory(),
        "order": OrderingFactory(),
    }
    assert {question.type_code for question in questions.values()} == set(question_kinds())
    paper = services.save_paper(code="P", title="试卷", items=[(q, 1, False) for q in questions.values()], by=None)
    exam = services.save_exam(code="K", title="考试", paper=paper, by=None, shuffle_items=False, shuffle_options=True)
    seen = {name: set() for name in questions}
    for _ in range(30):
        entry = EntryFactory(exam=exam)
        attempt = services.start_attempt(entry=entry, by=entry.person)
        for name, item in zip(seen, attempt.items.select_related("version").order_by("position"), strict=True):
            form = item.version.kind.build_form(item.version.kind.presentation(item.version.content, item.seed))
            seen[name].add(tuple(value for value, _words in form.fields["answer"].choices))
    written = {name: len(shown) for name, shown in seen.items()}
    assert written.pop("single") > 5
    assert written.pop("multiple") > 5
    assert written.pop("order") > 5
    assert set(written.values()) == {1}
    assert seen["truefalse"] == {("true", "false")}
    for name in ("single that speaks of others", "multiple that speaks of others", "fixed by its author"):
        assert seen[name] == {tuple("ABCD")}
    key = questions["order"].key()["correct"]
    assert all(share_of(key, order, by_pairs=False) == 0 for order in seen["order"]), "never right to begin with"
