"""Text that people write stays text: payloads in every name, nothing raw in a page, nothing runs in a browser."""

import pytest
from wagtail.models import Page

from assessments.models import Exam
from assessments.services import grant_entry, save_exam, save_paper, start_attempt
from courses.models import CardPage, CoursePage
from people.services import notify
from tests.assessments.factories import FACTORIES
from tests.security import world

pytestmark = pytest.mark.anchor_38
# Short, since names are: each closes an attribute, a tag or a comment of its surroundings.
PAYLOAD = "'\"--><img src=x onerror=alert(1)>{{7*7}}"
LONG = PAYLOAD + "</title></textarea><script>alert(2)</script><svg/onload=alert(3)>\u202ejavascript:alert(4)"
RAW = ("<img src=x", "<script>alert", "<svg/onload", "'\"-->")
PAGES = {
    "anonymous": ["/", "/courses/", "/courses/sec101/", "/policies/", "/policies/policy-s1/", "/public/policies/policy-s1/print/",
                  "/public/policies/policy-s1/check/?at=%s", "/public/policies/policy-s1/useful/?answer=%s&said=%s",
                  "/cards/", "/cards/card-s1/", "/cards/card-s1/print/",
                  "/search/?q=%s", "/verify/check/?number=%s", "/verify/{token}/", "/sitemap.xml", "/accounts/login/?next=/%s"],
    "owner": ["/my/", "/my/inbox/", "/my/competency/", "/my/certificates/", "/my/certificates/{certificate}/", "/courses/sec101/",
              "{lesson}", "/assessments/", "/assessments/entries/{entry}/", "/assessments/attempts/{attempt}/",
              "/assessments/attempts/{attempt}/submit/", "/display/?next=/%s", "/search/?q=%s", "/%s/"],
    "manager": ["/manage/", "/manage/units/{unit}/", "/manage/people/?q=%s", "/manage/awareness/", "/manage/awareness/?policy=policy-s1", "/manage/people/?state=overdue", "/manage/people/{person}/",
                "/manage/people/{person}/assign/", "/manage/units/{unit}/assign/"],
    "admin": ["/cms/", "/cms/staff/", "/cms/staff/?q=%s", "/cms/staff/edit/{person}/", "/cms/units/", "/cms/placements/", "/cms/attempt/",
              "/cms/pages/{course}/", "/cms/pages/{course}/edit/", "/cms/snippets/assessments/question/",
              "/cms/snippets/assessments/exam/"],
}  # fmt: skip


@pytest.fixture
def paths(db):
    """The pages of each person in a county full of payloads, and the people."""
    town = world.build(text=PAYLOAD)
    owner = town.people["owner"]
    CoursePage.objects.update(summary=LONG)
    Page.objects.filter(pk__in=[town.policy.pk, town.card.pk]).update(title=LONG)
    CardPage.objects.update(when=LONG[:120], review_note=LONG[:120])
    Exam.objects.update(title=LONG[:120])
    questions = [kind(stem=LONG, explanation=LONG, basis=LONG) for kind in FACTORIES.values()]
    questions.append(FACTORIES["single"](stem=LONG, texts=(LONG, PAYLOAD, "{{7*7}}")))
    paper = save_paper(code="P-X", title=LONG[:100], items=[(question, 1, False) for question in questions], by=None)
    exam = save_exam(code="KS-X", title=LONG[:100], paper=paper, by=None)
    entry = grant_entry(person=owner, exam=exam, by=None)
    attempt = start_attempt(entry=entry, by=owner)
    notify(owner, "exam_open", {"course": LONG, "exam": LONG, "url": "javascript:alert(5)"}, "hostile")
    own = town.of("owner")
    things = {
        "token": own.certificate.token,
        "certificate": own.certificate.pk,
        "lesson": own.lesson.url,
        "entry": own.entry.pk,
        "attempt": attempt.pk,
        "unit": town.grid.pk,
        "person": owner.pk,
        "course": town.course.pk,
    }
    query = "%27%22--%3E%3Cimg%20src=x%20onerror=alert(1)%3E%3Cscript%3Ealert(2)%3C/script%3E"
    return town.people, {
        who: [page.format(**things).replace("%s", query) for page in pages] for who, pages in PAGES.items()
    }


def test_no_page_holds_a_payload_as_markup(paths, client):
    people, pages = paths
    shown = 0
    for who, addresses in pages.items():
        client.logout()
        if who != "anonymous":
            client.force_login(people[who])
        for address in addresses:
            response = client.get(address)
            assert response.status_code in (200, 404), address
            text = response.content.decode()
            assert not [raw for raw in RAW if raw in text], address
            assert 'href="javascript:' not in text.replace('href="javascript:void', ""), address
            shown += "&lt;img src=x" in text
    assert shown > 20  # the payloads are there, as text


def test_nothing_of_it_runs_in_a_browser(transactional_db, paths, page_for):
    people, pages = paths
    ran = []
    for who, addresses in pages.items():
        page = page_for(people.get(who), width=1280)
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        for address in addresses:
            if not address.endswith(".xml"):
                page.goto(address)
                assert not page.locator("img[src=x], svg[onload]").count(), address
    assert ran == []


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["/search/?q=a%00b", "/verify/a%00b/", "/verify/check/?number=%00", "/courses/?q=%00", "/policies/?topic=%00",
                                  "/accounts/login/?next=%00", "/display/?next=%00", "/a%00b/", "/manage/people/?q=%00"])  # fmt: skip
def test_a_nul_is_refused_without_an_error(client, path):
    from tests.people.factories import PersonFactory

    client.force_login(PersonFactory(manager=True, password=None))
    assert client.get(path).status_code in (200, 302, 400, 404)


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize(
    "values",
    [{"number": "a\x00", "name": "b"}, {"number": "a", "name": "\x00"}, {"number": "x" * 9999, "name": "y" * 9999}],
)
def test_a_certificate_is_not_found_by_nonsense(client, values):
    assert client.post("/verify/check/", values).status_code in (404, 422)
    login = {"login": values["number"], "password": values["name"]}
    assert client.post("/accounts/login/", login).status_code in (200, 302)
    assert "_auth_user_id" not in client.session
