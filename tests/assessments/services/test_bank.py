from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from assessments import services
from assessments.enums import Use
from assessments.formats.yaml_bank import SchemaError, read
from assessments.models import Question, QuestionVersion, SingleChoiceQuestion
from assessments.services.bank import newest_version
from core.errors import DomainError
from core.models import AuditEntry
from tests.assessments.factories import SingleChoiceFactory, TrueFalseFactory, competency, make_attempt

pytestmark = pytest.mark.django_db
TEXT = (Path(settings.CONTENT_DIR) / "questions" / "EMG101.yaml").read_text(encoding="utf-8")


def specs():
    for code in ("EMG", "MED", "POL", "INF", "MAS", "SAF", "DIG", "LAW"):
        competency(code)
    return read(TEXT, "EMG101.yaml")


def test_publishing_freezes_a_version_with_its_key_apart():
    question = SingleChoiceFactory()
    version = question.versions.get()
    assert (version.number, version.type_code, version.competency) == (1, "single", question.competency)
    assert version.key["correct"] == ["A"]
    assert "explanation" not in version.content
    assert AuditEntry.objects.filter(action="assessments.question_published", object_id=question.pk).count() == 1


def test_publishing_unchanged_writes_no_new_version():
    question = SingleChoiceFactory()
    services.publish_question(question=question, by=None)
    assert question.versions.count() == 1


@pytest.mark.parametrize("change", [{"stem": "另一个问题？"}, {"explanation": "另一个理由。"}])
def test_publishing_a_change_writes_the_next_version(change):
    question = SingleChoiceFactory()
    for name, value in change.items():
        setattr(question, name, value)
    question.save()
    assert services.publish_question(question=question, by=None).number == 2


def test_a_draft_is_no_version_until_it_is_published():
    question = SingleChoiceFactory()
    question.stem = "草稿"
    revision = question.save_revision()
    assert question.versions.count() == 1
    revision.publish()
    assert newest_version(question).content["stem"] == "草稿"


def test_an_incomplete_question_is_not_published():
    question = SingleChoiceFactory(right="AB", published=False)
    with pytest.raises(DomainError, match="question_invalid"):
        services.publish_question(question=question, by=None)
    assert not question.versions.exists()


def test_an_incomplete_draft_that_a_schedule_publishes_leaves_the_last_version_in_place():
    question = SingleChoiceFactory()
    question.stem = "没有正确选项"
    options = list(question.options.all())
    for option in options:
        option.correct = False
    question.options = options
    question.save_revision().publish()
    assert newest_version(question).content["stem"] != "没有正确选项"


@pytest.mark.parametrize("table", ["assessments_questionversion", "assessments_answerstep"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_the_database_refuses_to_change_what_is_frozen(table, statement):
    make_attempt(answers="right")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_orm_is_refused_too():
    version = SingleChoiceFactory().versions.get()
    version.content = {}
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        version.save()


def test_candidate_querysets_do_not_load_the_key():
    question = SingleChoiceFactory()
    assert "key" in services.current_versions([question])[question.pk].get_deferred_fields()


def test_current_versions_are_the_newest_in_one_query(django_assert_num_queries):
    one, other, unpublished = SingleChoiceFactory(), TrueFalseFactory(), SingleChoiceFactory(published=False)
    one.stem = "改过"
    one.save()
    services.publish_question(question=one, by=None)
    with django_assert_num_queries(1):
        versions = services.current_versions([one, other, unpublished])
    assert {pk: version.number for pk, version in versions.items()} == {one.pk: 2, other.pk: 1}


def test_a_retired_question_keeps_its_versions():
    question = SingleChoiceFactory()
    services.retire_question(question=question, by=None, reason="法条改了")
    question.refresh_from_db()
    assert question.retired
    assert question.versions.exists()


def test_a_file_is_loaded_once_and_again_changes_nothing():
    first = services.load_questions(specs=specs(), by=None, use=Use.EXAM)
    assert len(first.created) == Question.objects.count() > 10
    assert first.skipped, "the file also holds types that are not built yet"
    again = services.load_questions(specs=specs(), by=None, use=Use.EXAM)
    assert (again.created, again.updated, len(again.unchanged)) == ([], [], len(first.created))
    assert QuestionVersion.objects.count() == Question.objects.count()


def test_a_changed_file_renews_only_what_changed():
    services.load_questions(specs=specs(), by=None, use=Use.EXAM)
    changed = read(TEXT.replace("最早、最要紧", "第一个、最要紧", 1), "EMG101.yaml")
    report = services.load_questions(specs=changed, by=None, use=Use.EXAM)
    assert len(report.updated) == 1
    assert Question.objects.get(code=report.updated[0]).versions.count() == 2


def test_an_unknown_competency_is_told_with_its_line():
    with pytest.raises(SchemaError, match=r"^EMG101\.yaml:2: comp"):
        services.load_questions(specs=read(TEXT, "EMG101.yaml"), by=None, use=Use.EXAM)


def test_a_code_does_not_change_its_kind():
    TrueFalseFactory(code="EMG101-Q001")
    with pytest.raises(DomainError, match="question_type_changed"):
        services.load_questions(specs=specs(), by=None, use=Use.EXAM)


def test_each_question_has_one_search_entry_under_its_own_kind():
    question = SingleChoiceFactory()
    entries = IndexEntry.objects.filter(object_id=str(question.pk))
    kinds = {entry.content_type for entry in entries}
    assert kinds == {ContentType.objects.get_for_model(SingleChoiceQuestion)}


def test_an_option_is_found_inside_its_sentence():
    question = SingleChoiceFactory(texts=("使用二氧化碳灭火器", "跑", "喊", "躲"))
    SingleChoiceFactory()
    assert [found.pk for found in get_search_backend().search("二氧化碳", Question.objects.all())] == [question.pk]
