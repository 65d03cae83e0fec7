"""What rests on what: links are written when a thing is published, and a change of its basis reaches its owner."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.services import retire_question
from core.errors import DomainError
from core.models import AuditEntry
from courses.models import CardPage, LessonPage
from lms.site.services import ensure_site_pages
from people.models import Message
from people.services import ensure_groups
from policies.engine.citations import cited
from policies.models import BasisFlag, DutyPage, Law, LegalBasisLink
from policies.reports.bases import flagged, resting_on
from policies.services.bases import Bases, announce_change, rebuild_bases, set_bases, settle_flags
from tests.assessments.factories import SingleChoiceFactory
from tests.courses.factories import CourseFactory, lessons_of
from tests.people.factories import PersonFactory
from tests.policies.factories import make_policy

pytestmark = pytest.mark.django_db
FIRE = [("basis", {"law": "消防法", "article": "第四十四条"})]


@pytest.fixture
def owner():
    return PersonFactory(display_name="负责的人", password=None)


def law(name="消防法") -> Law:
    return Law.objects.get(name=name)


def on_policy(page):
    return [("policy", {"policy": page, "article": "怎么办"})]


def publish(page, by=None, **values):
    page = page.specific_class.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision(user=by).publish(user=by)
    return page


def change_law(name="消防法", by=None, **values):
    Law.objects.filter(name=name).update(**{"edition": "2026年修正", **values})
    return announce_change(cause=law(name), by=by)


class TestCitations:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("消防法第四十四条：任何人发现火灾都应当报警", [("消防法", "第四十四条")]),
            (
                "反家庭暴力法第十六条、第二十三条；人身安全保护令司法解释第一条",
                [("反家庭暴力法", "第十六条、第二十三条"), ("人身安全保护令司法解释", "第一条")],
            ),
            ("《中华人民共和国安全生产法》第七十五条", [("安全生产法", "第七十五条")]),
            ("《消防法》第五、二十八、四十四条", [("消防法", "第五、二十八、四十四条")]),
            ("依据信访工作条例第二十条，代表不超过5人", [("信访工作条例", "第二十条")]),
            ("构成刑法第二百八十七条之二的犯罪", [("刑法", "第二百八十七条之二")]),
            ("民法典第九百四十四条第三款", [("民法典", "第九百四十四条第三款")]),
            ("本平台培训要求", []),
            ("第三条讲了什么", []),
            ("我们都说第一条最要紧", []),
            ("", []),
        ],
    )
    def test_laws_and_articles_are_found_in_running_text(self, text, found):
        assert cited(text, {"刑法"}) == found


class TestLinks:
    def test_a_page_published_with_a_law_is_linked_and_the_law_gets_its_row(self):
        policy = make_policy()
        link = LegalBasisLink.objects.get(object_id=str(policy.pk))
        assert (link.law.name, link.article) == ("消防法", "第二十八条")

    def test_courses_lessons_cards_duties_and_questions_are_linked(self, owner):
        policy = make_policy()
        course = CourseFactory(lessons=1)
        publish(course, legal_basis=FIRE)
        (lesson,) = lessons_of(course)
        publish(lesson, legal_basis=on_policy(policy))
        pages = ensure_site_pages()
        card = pages.cards.add_child(
            instance=CardPage(title="卡", slug="card", code="C1", incident="fire", when="着火", legal_basis=FIRE)
        )
        publish(card)
        question = SingleChoiceFactory(basis="消防法第四十四条", basis_policy=policy)
        duty = DutyPage(
            title="谁管",
            slug="duty",
            matter="堆物",
            lead="社区",
            resident_does="告诉社区",
            review_due=date(2030, 1, 1),
            legal_basis=FIRE,
        )
        policy.get_parent().add_child(instance=duty)
        publish(duty)
        everybody = PersonFactory(admin=True, password=None)
        rows, others = resting_on(law(), everybody)
        assert {row.usage.title for row in rows} >= {policy.title, course.title, "卡", "谁管", str(question)}
        assert others == 0
        assert {row.usage.title for row in resting_on(policy, everybody)[0]} == {lesson.title, str(question)}

    def test_an_article_that_changes_renews_the_link_and_a_law_left_out_loses_it(self):
        policy = make_policy()
        before = LegalBasisLink.objects.get(object_id=str(policy.pk))
        publish(policy, legal_basis=[("basis", {"law": "《消防法》", "article": "第五条"})])
        after = LegalBasisLink.objects.get(object_id=str(policy.pk))
        assert (after.pk, after.article) == (before.pk, "第五条")
        publish(policy, legal_basis=[])
        assert not LegalBasisLink.objects.filter(object_id=str(policy.pk)).exists()

    def test_what_is_withdrawn_or_retired_rests_on_nothing(self):
        policy = make_policy()
        question = SingleChoiceFactory()
        assert LegalBasisLink.objects.count() == 2
        policy.unpublish()
        retire_question(question=question, by=None, reason="旧了")
        assert not LegalBasisLink.objects.exists()

    @pytest.mark.parametrize("number", [1, 3])
    def test_many_questions_cost_as_many_queries_as_one(self, number, django_assert_num_queries):
        from assessments.models import Question

        set_bases(model=Question, bases=[])
        things = [Bases(pk, laws=[("噪声污染防治法", f"第{pk}条")]) for pk in range(number)]
        with django_assert_num_queries(7):
            set_bases(model=Question, bases=things)

    @pytest.mark.both_databases
    def test_writing_everything_anew_finds_what_was_published_before_and_drops_what_is_gone(self):
        policy = make_policy()
        SingleChoiceFactory()
        written = set(LegalBasisLink.objects.values_list("object_id", "article"))
        LegalBasisLink.objects.all().delete()
        set_bases(model=type(policy), bases=[Bases(999_999, laws=[("消防法", "")])])
        assert rebuild_bases() == 3
        assert set(LegalBasisLink.objects.values_list("object_id", "article")) == written
        call_command("rebuild_bases")
        assert rebuild_bases() == 0


class TestChanges:
    def test_a_new_edition_of_a_law_marks_what_rests_on_it_and_tells_each_owner_once(self, owner):
        policy = publish(make_policy(), content_owner=owner)
        question = SingleChoiceFactory(owner=owner)
        assert change_law(change_note="加了一条") == 2
        assert {flag.object_id for flag in BasisFlag.objects.all()} == {str(policy.pk), str(question.pk)}
        message = Message.objects.get(person=owner, template="basis_changed")
        assert "加了一条" in message.context["reason"]
        assert message.context["count"] == 2
        assert change_law(change_note="加了一条") == 0  # saved again, nothing new
        assert Message.objects.filter(template="basis_changed").count() == 1

    def test_a_second_change_while_nobody_has_looked_renews_the_mark(self, owner):
        SingleChoiceFactory()
        change_law()
        change_law(edition="2027年修正")
        (flag,) = BasisFlag.objects.all()
        assert "2027年修正" in flag.reason

    @pytest.mark.both_databases
    def test_the_database_holds_one_open_mark_per_thing_and_cause(self):
        SingleChoiceFactory()
        change_law()
        (flag,) = BasisFlag.objects.all()
        flag.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            flag.save(force_insert=True)

    def test_a_policy_that_changes_its_public_text_marks_what_rests_on_it(self, owner):
        policy = make_policy()
        question = SingleChoiceFactory(basis="", basis_policy=policy, owner=owner)
        publish(policy)
        publish(policy, worker_script="居民看不到的")
        assert not BasisFlag.objects.exists()
        publish(policy, one_sentence="换了一句。")
        (flag,) = BasisFlag.objects.all()
        assert (flag.object_id, flag.policy_id) == (str(question.pk), policy.pk)
        assert policy.title in flag.reason

    def test_superseding_and_withdrawing_a_policy_mark_too(self):
        policy, new = make_policy(), make_policy("T2", title="新的一页")
        SingleChoiceFactory(basis="", basis_policy=policy)
        publish(policy, superseded_by=new)
        assert "新的一页" in BasisFlag.objects.get().reason
        policy.refresh_from_db()
        policy.unpublish()
        assert "撤下" in BasisFlag.objects.get().reason

    def test_whoever_made_the_change_is_not_told_about_it(self, owner):
        SingleChoiceFactory(owner=owner)
        change_law(by=owner)
        assert BasisFlag.objects.exists()
        assert not Message.objects.exists()

    def test_the_owner_of_a_course_hears_of_its_lessons(self, owner):
        course = CourseFactory(content_owner=owner, lessons=1)
        publish(lessons_of(course)[0], legal_basis=FIRE)
        change_law()
        assert Message.objects.get(person=owner).context["count"] == 1

    def test_what_is_written_after_the_change_is_not_marked(self):
        SingleChoiceFactory()
        change_law()
        SingleChoiceFactory()
        assert change_law() == 0
        assert BasisFlag.objects.count() == 1

    def test_the_mark_goes_when_the_thing_no_longer_cites_it(self):
        policy = make_policy()
        change_law()
        publish(policy, legal_basis=[])
        assert BasisFlag.objects.get().settled_at

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_change_costs_as_many_queries_for_three_as_for_one(self, number, django_assert_num_queries):
        for _number in range(number):
            SingleChoiceFactory()
        change_law(edition="x")
        Law.objects.update(edition="y")
        cause = law()
        with django_assert_num_queries(9):
            announce_change(cause=cause, by=None)


class TestLooking:
    def test_looking_needs_a_word_settles_the_mark_and_leaves_a_line(self, owner):
        question = SingleChoiceFactory()
        change_law()
        flag = BasisFlag.objects.get()
        with pytest.raises(DomainError, match="note_missing"):
            settle_flags(thing=question, flags=[flag.pk], note=" ", by=owner)
        assert settle_flags(thing=question, flags=[flag.pk], note="条款没有变", by=owner) == 1
        assert settle_flags(thing=question, flags=[flag.pk], note="再点一次", by=owner) == 0
        flag.refresh_from_db()
        assert (flag.settled_by, flag.note) == (owner, "条款没有变")
        assert AuditEntry.objects.get(action="policies.basis_looked_at").reason == "条款没有变"

    def test_a_mark_of_something_else_is_not_settled_by_the_way(self, owner):
        question, other = SingleChoiceFactory(), SingleChoiceFactory()
        change_law()
        flags = list(BasisFlag.objects.values_list("pk", flat=True))
        assert settle_flags(thing=question, flags=flags, note="看了", by=owner) == 1
        assert BasisFlag.objects.get(settled_at=None).object_id == str(other.pk)


@pytest.fixture
def screens(client):
    """A client signed in with this role (and the thing's screens)."""
    ensure_site_pages()
    ensure_groups()

    def sign_in(role):
        client.force_login(PersonFactory(role=role, password=None))
        return client

    return sign_in


class TestScreens:
    def test_the_editor_is_told_above_the_form_and_says_what_was_found(self, screens):
        policy, client = make_policy(), screens("system_admin")
        edit = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        assert "我看过了" not in client.get(edit).content.decode()
        change_law()
        shown = client.get(edit).content.decode()
        flag = BasisFlag.objects.get()
        address = reverse("policies_looked", args=[flag.content_type_id, policy.pk])
        assert address in shown
        assert "2026年修正" in shown
        assert client.get(address).status_code == 200
        assert client.post(address, {"flag": [flag.pk]}).status_code == 422
        assert client.post(address, {"flag": [flag.pk, "x"], "note": "不用改"}).status_code == 302
        assert "没有要看的" in client.get(address).content.decode()
        assert "我看过了" not in client.get(edit).content.decode()

    def test_the_form_of_a_question_tells_it_too(self, screens):
        question, client = SingleChoiceFactory(), screens("question_author")
        change_law()
        edit = reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk])
        assert "依据变了" in client.get(edit).content.decode()

    def test_saving_a_law_with_another_edition_marks_and_the_list_shows_it(self, screens):
        make_policy()
        client = screens("policy_editor")
        address = f"/cms/snippets/policies/law/edit/{law().pk}/"
        assert reverse("policies_resting", args=["law", law().pk]) in client.get(address).content.decode()
        data = {
            "name": "消防法",
            "edition": "2026年修正",
            "in_force_from": "",
            "change_note": "",
            "url": "",
            "full_name": "",
        }
        assert client.post(address, data).status_code == 302
        assert BasisFlag.objects.count() == 1
        shown = client.get(reverse("policies_resting", args=["law", law().pk])).content.decode()
        assert "依据变了，还没看" in shown
        assert "第二十八条" in shown

    def test_the_report_lists_filters_and_exports(self, screens, owner):
        policy = publish(make_policy(), content_owner=owner)
        change_law()
        client = screens("policy_editor")
        report = reverse("policies_basis_changed")
        answer = client.get(report)
        shown = answer.content.decode()
        assert policy.title in shown
        assert "负责的人" in shown
        assert policy.title not in client.get(report, {"mine": "true"}).content.decode()
        exported = b"".join(client.get(report, {"export": "csv"}).streaming_content).decode()
        assert policy.title in exported
        assert "负责的人" in exported
        assert client.get(report, {"export": "xlsx"}).status_code == 200

    def test_each_sees_what_they_may_change(self, screens):
        policy, question = make_policy(), SingleChoiceFactory()
        change_law()
        author = PersonFactory(role="question_author", password=None)
        editor = PersonFactory(role="policy_editor", password=None)
        assert [usage.title for _flag, usage in flagged(author)] == [str(question)]
        assert [usage.title for _flag, usage in flagged(editor)] == [policy.title]
        rows, others = resting_on(law(), editor)
        assert ([row.usage.title for row in rows], others) == ([policy.title], 1)

    @pytest.mark.parametrize(("role", "status"), [("policy_editor", 200), ("question_author", 403)])
    def test_what_rests_on_a_policy_is_for_its_editors(self, screens, role, status):
        policy = make_policy()
        answer = screens(role).get(reverse("policies_resting", args=["policy", policy.pk]))
        assert (answer.status_code, answer.headers.get("Location")) in ((status, None), (302, "/cms/"))
        assert (answer.status_code == 200) == (status == 200)

    @pytest.mark.parametrize(("role", "may"), [("policy_editor", True), ("question_author", False)])
    def test_only_who_may_change_a_page_says_that_it_was_looked_at(self, screens, role, may):
        policy = make_policy()
        change_law()
        flag = BasisFlag.objects.get()
        client = screens(role)
        client.post(
            reverse("policies_looked", args=[flag.content_type_id, policy.pk]), {"flag": flag.pk, "note": "看了"}
        )
        flag.refresh_from_db()
        assert bool(flag.settled_at) == may

    @pytest.mark.parametrize(("role", "may"), [("policy_editor", True), ("trainer", False)])
    def test_who_keeps_the_edition_of_a_law(self, screens, role, may):
        make_policy()
        answer = screens(role).get(f"/cms/snippets/policies/law/edit/{law().pk}/")
        assert (answer.status_code == 200) == may

    def test_what_carries_no_link_is_not_found(self, screens):
        client = screens("system_admin")
        for address in ("/cms/policies/looked/999999/1/", "/cms/policies/looked/1/999999999999999999/"):
            assert client.get(address).status_code == 404

    def test_the_public_page_names_a_policy_that_was_chosen(self, client):
        policy = make_policy("T2", title="垃圾怎么分")
        page = publish(make_policy(), legal_basis=[*FIRE, *on_policy(policy)])
        text = client.get(page.url).content.decode()
        assert "消防法第四十四条" in text
        assert "“垃圾怎么分”怎么办" in text

    def test_three_marks_cost_the_report_as_many_queries_as_one(self, screens, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client, counts = screens("system_admin"), []
        for number in (1, 3):
            while LegalBasisLink.objects.count() < number:
                make_policy(f"N{LegalBasisLink.objects.count()}")
            change_law(edition=f"第{number}版")
            client.get(reverse("policies_basis_changed"))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("policies_basis_changed"))
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_a_lesson_is_known_by_its_own_model():
    course = CourseFactory(lessons=1)
    publish(lessons_of(course)[0], legal_basis=FIRE)
    assert LegalBasisLink.objects.get(object_id=str(lessons_of(course)[0].pk)).content_type.model_class() is LessonPage
