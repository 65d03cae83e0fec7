"""The product's main story in a real browser: learn, sit, pass, be certified, be verified, be counted; read a policy."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from assessments.models import Attempt, AttemptItem
from core.jobs import run_due_jobs_here
from tests.assessments.sitting import answer_with
from tests.e2e.town import NAME
from tests.people.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page, username):
    page.get_by_label("用户名或手机号").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def learn_the_last_lesson(page, watch, town):
    page.get_by_role("link", name="看整门课").click()
    page.wait_for_url(f"**{town.course.get_url()}")
    watch.look()
    page.goto(town.last.get_url())
    watch.look()
    for question in town.last.questions:
        answer_with(page, f"#check [id='q{question.pk}-answer']", question.right_answer(question.key()))
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("通过了").wait_for()
    watch.look()


def sit_the_exam(page, watch, town):
    page.goto("/assessments/")
    watch.look()
    page.get_by_role("link", name="去考试").click()
    page.locator("#id_confirmed").check()
    watch.look()
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_url("**/attempts/*/")
    watch.look()
    items = list(AttemptItem.objects.select_related("version").order_by("position"))
    for item in items:
        answer_with(page, f"#q{item.position}", item.version.kind.right_answer(item.version.key))
        if item is not items[-1]:
            page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="去交卷").click()
    page.wait_for_url("**/submit/")
    expect(page.get_by_text("每一题都答了")).to_be_visible()
    watch.look()
    page.get_by_role("button", name="交卷", exact=True).click()
    page.wait_for_url("**/receipt/")
    watch.look()
    page.get_by_role("link", name="看成绩").click()
    expect(page.locator(".score")).to_contain_text("100")
    watch.look()


def text_and_code(pdf, folder):
    """The text of a PDF and what the QR code on its first page says."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", pdf, folder / "page"], check=True)
    code = subprocess.run(["zbarimg", "--raw", "-q", folder / "page.png"], capture_output=True, text=True, check=True)
    return text, code.stdout.strip()


@pytest.fixture
def figures(page_for, watch, town):
    """What the manager sees now: the words of the figures on the overview."""

    def see():
        page = page_for(town.manager, width=1280)
        watch(page).visit("/manage/")
        words = page.locator("main tr", has_text="青松社区").first.inner_text()
        page.context.close()
        return words.split()

    return see


@pytest.mark.parametrize("width", [390, 1280])
def test_a_grid_worker_learns_is_examined_and_certified(
    page_for, watch, town, figures, width, tmp_path, needs_poppler, needs_zbar
):
    before = figures()
    page = page_for(width=width)
    seen = watch(page)
    seen.visit("/accounts/login/?next=/my/")
    log_in(page, "worker")
    page.wait_for_url("**/my/")
    seen.look()
    learn_the_last_lesson(page, seen, town)
    sit_the_exam(page, seen, town)
    assert Attempt.objects.get().passed

    run_due_jobs_here()
    seen.visit("/my/certificates/")
    page.get_by_role("link", name=town.course.title).first.click()
    page.wait_for_url("**/my/certificates/*/")
    assert NAME in page.locator("main").inner_text()
    seen.look()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    download.value.save_as(tmp_path / "certificate.pdf")
    text, address = text_and_code(tmp_path / "certificate.pdf", tmp_path)
    assert NAME in text.replace(" ", "")

    anybody = page_for(width=width)
    seen = watch(anybody)
    seen.visit(address)
    expect(anybody.locator("#result")).to_contain_text("有效")
    assert NAME not in anybody.locator("main").inner_text()
    assert figures() != before
    seen.visit("/search/?q=电动自行车")
    anybody.locator("main").get_by_role("link", name=re.compile("^电动自行车")).click()
    anybody.wait_for_url(f"**{town.policy.get_url()}")
    seen.look()
