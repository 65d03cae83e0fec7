"""Questions, papers, exams, entries and attempts in the states that tests need."""

import itertools
import uuid
from datetime import UTC, datetime
from decimal import Decimal

import factory

from assessments import services
from assessments.enums import Use
from assessments.models import (
    Entry,
    MultipleChoiceQuestion,
    OrderingQuestion,
    OrderingStep,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from competencies.models import Competency
from tests.people.factories import PersonFactory

NUMBERS = itertools.count()  # one for all kinds: codes are unique across them
NOON = datetime(2026, 6, 25, 4, 0, tzinfo=UTC)


def competency(code: str = "EMG") -> Competency:
    return Competency.objects.get_or_create(code=code, defaults={"name": f"能力{code}"})[0]


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    code = factory.LazyFunction(lambda: f"T-{next(NUMBERS):04}")
    stem = factory.LazyFunction(lambda: f"第{next(NUMBERS)}种情况应当怎么做？")
    explanation = "先报警，再救人。"
    basis = "消防法第四十四条"
    use = Use.EXAM
    competency = factory.LazyFunction(competency)

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        """Published unless `published=False`."""
        if create and extracted is not False:
            services.publish_question(question=self, by=None)


class ChoiceFactory(QuestionFactory):
    class Meta:
        abstract = True

    texts = ("甲", "乙", "丙", "丁")
    right = "A"

    @classmethod
    def _create(cls, model_class, *args, texts, right, **kwargs):
        question = model_class(**kwargs)
        option = model_class._meta.get_field("options").related_model
        question.options = [
            option(letter=letter, text=text, correct=letter in right, sort_order=place)
            for place, (letter, text) in enumerate(zip("ABCDEFGH", texts, strict=False))
        ]
        question.save()
        return question


class SingleChoiceFactory(ChoiceFactory):
    class Meta:
        model = SingleChoiceQuestion

    texts = ("打119", "先自己灭火", "拍照发群", "等人来")
    right = "A"


class MultipleChoiceFactory(ChoiceFactory):
    class Meta:
        model = MultipleChoiceQuestion

    texts = ("说地址", "说火势", "说有没有人困", "说谁来赔")
    right = "ABC"


class TrueFalseFactory(QuestionFactory):
    class Meta:
        model = TrueFalseQuestion

    answer = False


class OrderingFactory(QuestionFactory):
    """`groups` in the right order; what stands in one group may stand in any order."""

    class Meta:
        model = OrderingQuestion

    groups = (("看清火情",), ("打119", "拦住车和人"), ("说清被困位置",))

    @classmethod
    def _create(cls, model_class, *args, groups, **kwargs):
        question = model_class(**kwargs)
        steps = [(text, place > 0) for group in groups for place, text in enumerate(group)]
        question.steps = [
            OrderingStep(text=text, with_previous=tied, sort_order=place) for place, (text, tied) in enumerate(steps)
        ]
        question.save()
        return question


# A right, a wrong and (where there is one) a half right raw answer of what each factory makes.
FACTORIES = {
    "single": SingleChoiceFactory,
    "multiple": MultipleChoiceFactory,
    "truefalse": TrueFalseFactory,
    "order": OrderingFactory,
}
RIGHT = {"single": "A", "multiple": ["A", "B", "C"], "truefalse": False, "order": list("BCAD")}
WRONG = {"single": "B", "multiple": ["A", "D"], "truefalse": True, "order": list("DACB")}


def make_exam(*, kinds=("single", "multiple", "truefalse"), points=2, must_pass=(), code="KS-1", **rules):
    """An exam over freshly published questions of these kinds; `must_pass` are places (0 …)."""
    questions = [FACTORIES[kind]() for kind in kinds]
    items = [(question, Decimal(points), place in must_pass) for place, question in enumerate(questions)]
    paper = services.save_paper(code=f"P-{code}", title=f"试卷{code}", items=items, by=None)
    rules = {"shuffle_items": False, "minutes": 60, "grace_seconds": 60, **rules}
    return services.save_exam(code=code, title="居民楼火灾先期处置", paper=paper, by=None, **rules)


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entry

    person = factory.SubFactory(PersonFactory)
    exam = factory.LazyFunction(make_exam)


def answer(attempt, position, value, *, client_id=None, base=None):
    """Save one answer on top of what the server has."""
    attempt.refresh_from_db()
    return services.save_answer(
        attempt=attempt,
        position=position,
        value=value,
        base_sequence=attempt.sequence if base is None else base,
        client_id=client_id or uuid.uuid4(),
        by=attempt.entry.person,
    )


def make_attempt(*, entry=None, answers=None, submitted=False, **rules):
    """An attempt of a fresh entry; `answers` is "right", "wrong" or {position: value}; `submitted` hands it in."""
    entry = entry or EntryFactory(exam=make_exam(**rules))
    attempt = services.start_attempt(entry=entry, by=entry.person)
    table = {"right": RIGHT, "wrong": WRONG}.get(answers) if isinstance(answers, str) else None
    if table:
        answers = {item.position: table[item.version.type_code] for item in attempt.items.select_related("version")}
    for position, value in (answers or {}).items():
        answer(attempt, position, value)
    if submitted:
        attempt = services.submit_attempt(attempt=attempt, submit_key=uuid.uuid4(), by=entry.person)
    return attempt
