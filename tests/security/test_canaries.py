"""What gives an answer away reaches nobody before it may: canaries in the key of every kind of question, everywhere."""

import uuid

import pytest
from django.db import transaction

from assessments.models import Question, question_kinds
from assessments.services import start_attempt
from tests.assessments.factories import FACTORIES
from tests.courses.factories import lessons_of
from tests.security import address_table as table
from tests.security import world
from tests.security.test_addresses import address, ask, cms_things, rows

__all__ = ["address"]
pytestmark = [pytest.mark.django_db, pytest.mark.anchor_33, pytest.mark.anchor_37]
CANARY = "金丝雀K7F3A"
PARTS = ("explanation", "basis", "feedback", "rubric")
# Neither learns nor works in the bank, or has not taken the check and the exam.
CURIOUS = ["anonymous", "colleague", "stranger", "manager", "viewer", "trainer", "policies"]


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """The county with a canary in every text of every key, whatever the kind of question."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        for kind in question_kinds().values():
            patch.setattr(kind, "key", with_canaries(kind.key))
        town = world.build()
        for question in Question.objects.all():
            question.explanation = question.basis = f"{CANARY} field"
            question.save()
        for block in town.policy.quiz:
            block.value["explanation"] = CANARY
        town.policy.save_revision().publish()
        yield town
        transaction.set_rollback(True)


def with_canaries(original):
    return lambda question: {**original(question), **{part: f"{CANARY} {part}" for part in PARTS}}


def holds(response) -> bool:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return CANARY.encode() in content or any(CANARY in str(value) for value in response.headers.values())


def test_every_kind_of_question_is_in_the_county(county, figure):
    """A kind without a factory, or without questions in the exams, would make the tests below say nothing about it."""
    assert set(FACTORIES) == set(question_kinds())
    attempt = county.of("owner").attempt
    assert {item.version.type_code for item in attempt.items.all()} == set(question_kinds())
    assert all(CANARY in str(item.version.key) for item in attempt.items.all())
    pages = sum(method == "GET" for method, *_rest in rows())
    figure(f"{len(question_kinds())} kinds of question on {pages} addresses, each as {len(CURIOUS)} people")


@pytest.mark.both_databases
@pytest.mark.parametrize("who", CURIOUS)
def test_no_canary_is_on_any_page(county, client_of, address, who):
    """Every GET of the table of addresses, for whoever has nothing to do with these answers."""
    client = client_of(who)
    for method, name, thing, _answers in rows():
        if method == "GET" and thing != "document":
            assert not holds(client.get(address(name, thing))), (name, thing)
    for query in ("打119", "情况", "报警", "K7F3", "金丝"):
        assert not holds(client.get("/search/", {"q": query})), query
    for path in (county.course.url, *(lesson.url for lesson in lessons_of(county.course)), "/nowhere/", "/my/%00/"):
        assert not holds(client.get(path)), path


def test_the_candidate_meets_no_canary_before_the_release(county, client_of):
    own, client = county.of("owner"), client_of("owner")
    second = lessons_of(county.course)[1]
    started = start_attempt(entry=own.entry, by=county.people["owner"])
    address = f"/assessments/attempts/{own.attempt.pk}/"
    json = {"content_type": "application/json", "headers": {"Accept": "application/json"}}

    def save(**change):
        data = {"position": 1, "value": "B", "base_sequence": 0, "client_id": str(uuid.uuid4()), **change}
        return client.post(f"{address}answers/", data, **json)

    responses = [
        *(
            client.get(path)
            for path in ("/my/", "/my/inbox/", "/my/competency/", "/my/competency/EMG/", "/my/certificates/")
        ),
        *(client.get(path) for path in ("/assessments/", county.course.url, second.url, f"{second.url}?again=1")),
        client.post(f"/learn/lessons/{second.pk}/check/", {}),
        client.post(f"/learn/lessons/{second.pk}/check/", {}, headers={"X-Requested-With": "fetch"}),
        client.post(f"/learn/lessons/{second.pk}/finish/", {}, follow=True),
        client.get(f"/assessments/attempts/{started.pk}/"),
        *(client.get(f"{address}{path}") for path in ("", "?q=2", "state/", "submit/", "result/", "receipt/")),
        save(),
        save(),
        save(value="Z", base_sequence=1),
        save(position=99, base_sequence=1),
        client.post(f"{address}flags/", {"position": 1, "flagged": "on"}, follow=True),
        *(
            client.get(f"/assessments/attempts/{own.unreleased.pk}/{path}")
            for path in ("", "receipt/", "result/", "result/?show=all")
        ),
        client.get(f"/assessments/attempts/{own.unreleased.pk}/state/"),
        client.get(f"/jobs/{own.job.pk}/"),
    ]
    assert not [response.request["PATH_INFO"] for response in responses if holds(response)]


@pytest.mark.anchor_37
def test_marks_are_not_told_before_the_release(county, client_of):
    own = county.of("owner")
    attempt = own.unreleased
    attempt.refresh_from_db()
    assert attempt.score == 100
    page = client_of("owner").get(f"/assessments/attempts/{attempt.pk}/result/").content.decode()
    for words in ("100 分", "100分", "已合格"):
        assert words not in page
    assert not client_of("owner").get(f"/assessments/attempts/{attempt.pk}/state/").json().get("score")


def test_after_the_release_the_reason_is_for_the_candidate_only(county, client_of):
    """The control: the canaries are there, and show where they may."""
    path = f"/assessments/attempts/{county.of('owner').finished.pk}/result/?show=all"
    assert holds(client_of("owner").get(path))
    assert holds(client_of("owner").get(county.of("owner").lesson.url))
    for who in CURIOUS + ["admin", "reviewer"]:
        assert client_of(who).get(path).status_code in (302, 404)


@pytest.mark.filterwarnings("ignore:.*does not specify any AutocompleteFields")  # Wagtail, about words half typed
@pytest.mark.parametrize("who", ["policies", "department", "editor"])
def test_editors_without_rights_to_the_bank_choose_from_practice_questions_only(county, client_of, who):
    exam_item = county.of("owner").attempt.items.first().version.question
    client = client_of(who)
    for base in ("question", exam_item._meta.model_name):
        chooser = f"/cms/snippets/choose/assessments/{base}/"
        for path in ("", "results/", f"results/?q={exam_item.code}"):
            page = client.get(chooser + path)
            assert page.status_code == 200
            assert exam_item.stem not in page.content.decode()
            assert not holds(page)
        assert client.get(f"{chooser}chosen/{exam_item.pk}/").status_code == 404
        assert exam_item.stem not in client.get(f"{chooser}chosen-multiple/?id={exam_item.pk}").content.decode()
    own = county.of("owner").lesson.questions[0]
    assert client.get(f"/cms/snippets/choose/assessments/question/chosen/{own.pk}/").status_code == 200


def test_the_editing_screens_show_no_key_to_whom_the_bank_is_closed(county, client_of):
    question = county.of("owner").attempt.items.first().version.question
    things = cms_things(county) | {"question": question.pk}
    paths = [path.format(**things) for path, _who in table.CMS_OBJECTS]
    paths += ["/cms/reports/site-history/", "/cms/api/main/pages/?fields=*", "/cms/pages/search/?q=金丝雀"]
    for who in ("editor", "policies"):
        for path in paths:
            assert not holds(ask(client_of(who), "GET", path)), (who, path)
