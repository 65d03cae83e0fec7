"""Two languages: every word of the interface can be said in both, and each is really spoken where it was chosen."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.test_architecture import ROOT

APPS = ["lms", "certificates", "courses", "assessments", "competencies", "policies", "people", "core"]
HAN = re.compile(r"[\u3400-\u9fff]")
# In templates full-width punctuation counts too, since it would stand between English words; the wide space does not.
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
TRANSLATED = re.compile(
    r"\{#.*?#\}"
    r"|\{%\s*comment\b.*?\bendcomment\s*%\}"
    r"|\{%\s*blocktranslate\b.*?\bendblocktranslate\s*%\}"
    r"|\{%\s*translate\b.*?%\}"
    r"""|_\("[^"]*"\)|_\('[^']*'\)""",
    re.DOTALL,
)
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# Chinese that is not the interface, and why.
NOT_INTERFACE = {
    "assessments/engine/shuffling.py": "patterns that find wording in questions",
    "certificates/engine/wording.py": "words that may not stand on a certificate",
    "assessments/services/allowances.py": "the reason that the audit trail keeps, in the language of the instance",
    "core/views_design.py": "the style guide, for developers",
    "lms/templates/design.html": "the style guide, for developers",
    "core/plain_language.py": "words of offices that residents are spared, and patterns of years and places",
    "courses/blocks/text.py": "who speaks on the right in a dialogue: content",
    "courses/formats/yaml_card.py": "words of the format",
    "courses/services/workflow.py": "the name of a workflow: content",
    "courses/services/loading.py": "the name of an exam that is loaded: content",
    "lms/context.py": "a language says its own name",
    "lms/demo/accounts.py": "names of people",
    "lms/demo/awareness.py": "what residents of the demo wrote",
    "lms/demo/build.py": "what the terminal says, in both languages",
    "lms/demo/content.py": "who answers for a course of the demo: content",
    "lms/demo/enquiries.py": "content of the demo",
    "lms/demo/exams.py": "content of the demo",
    "lms/demo/history.py": "content of the demo",
    "lms/demo/names.py": "names of people",
    "lms/demo/population.py": "content of the demo",
    "lms/demo/sessions.py": "content of the demo",
    "lms/demo/times.py": "content of the demo",
    "lms/demo/tour.py": "a search for content",
    "lms/demo/town.py": "names of units",
    "lms/settings/base.py": "names of the site and its languages",
    "lms/site/services.py": "titles of pages: content",
    "people/engine/masking.py": "family names",
    "policies/engine/citations.py": "patterns that find laws and their articles",
    "policies/engine/masking.py": "patterns that find personal data, and what stands in their place",
    "policies/engine/screening.py": "words of advertisements",
    "policies/formats/yaml_enquiries.py": "words of the format",
    "policies/formats/yaml_policy.py": "words of the format",
    "policies/management/commands/load_outreach.py": "the name of a kind of page in the editing area",
    "policies/management/commands/load_policies.py": "the name of a kind of page in the editing area",
    "policies/templatetags/policy_text.py": "a pattern that finds figures in policies",
}


def files(*patterns: str) -> list[Path]:
    """The files of our apps, without migrations."""
    found = [path for app in APPS for pattern in patterns for path in (ROOT / app).rglob(pattern)]
    return sorted(path for path in found if "migrations" not in path.parts)


def chinese_in_template(text: str) -> list[str]:
    """The lines with Chinese that no translation tag holds."""
    bare = TRANSLATED.sub(lambda match: "\n" * match.group().count("\n"), text)
    return [f"{number}: {line.strip()}" for number, line in enumerate(bare.splitlines(), 1) if CHINESE.search(line)]


def chinese_in_python(source: str) -> list[str]:
    """The Chinese strings that are neither given to gettext nor a docstring."""
    tree = ast.parse(source)
    fine: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in GETTEXT:
            fine.update(id(part) for argument in node.args for part in ast.walk(argument))
        if isinstance(node, ast.Expr):
            fine.add(id(node.value))
    strings = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in fine
    ]
    return [f"{line}: {text}" for line, text in strings if HAN.search(text)]


def bare_chinese() -> dict[str, list[str]]:
    """File → lines, over templates and Python."""
    found = {
        path: chinese_in_template(path.read_text()) for path in files("*.html", "*.txt") if "templates" in path.parts
    }
    found |= {path: chinese_in_python(path.read_text()) for path in files("*.py")}
    return {str(path.relative_to(ROOT)): lines for path, lines in found.items() if lines}


def test_every_chinese_word_of_the_interface_goes_through_gettext():
    found = bare_chinese()
    assert {name: lines for name, lines in found.items() if name not in NOT_INTERFACE} == {}
    assert NOT_INTERFACE.keys() - found.keys() == set()


def test_the_scan_sees_what_is_bare_and_only_that():
    assert chinese_in_template('{# 注 #}{% translate "好" %}{% badge "info" _("好") %}\n<p>好</p>') == ["2: <p>好</p>"]
    assert chinese_in_template("{{ a }}／{{ b }}") == ["1: {{ a }}／{{ b }}"]
    assert chinese_in_python('"""好"""\na = _("好")\nb = "好"') == ["3: 好"]


def test_scripts_bring_no_words_of_their_own():
    comment = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
    texts = {path: comment.sub("", path.read_text()) for path in files("*.js")}
    assert texts
    assert [str(path) for path, text in texts.items() if CHINESE.search(text)] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        pytest.param("Save draft", "保存草稿", id="wagtail"),
        pytest.param("Go to the first error", "去第一个错误", id="wagtail has none"),
        pytest.param("Authenticator app activated.", "两步验证已打开。", id="allauth"),
        pytest.param("This field is required.", "请填写这一项。", id="django"),
    ],
)
def test_words_of_other_packages_are_chinese_in_chinese_and_english_in_english(english, chinese):
    with translation.override("zh-hans"):
        assert gettext(english) == chinese
    with translation.override("en"):
        assert gettext(english) == english


def test_our_words_are_themselves_in_chinese_and_translated_in_english():
    with translation.override("zh-hans"):
        assert gettext("我的学习") == "我的学习"
    with translation.override("en"):
        assert gettext("我的学习") == "My learning"


PLAIN_PAGES = [
    "/about/", "/feedback/", "/privacy/", "/accessibility/", "/display/", "/verify/", "/search/", "/courses/",
    "/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/no-such-page/",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", PLAIN_PAGES)
def test_a_page_without_content_has_no_chinese_in_english(client, settings, address):
    client.cookies["django_language"] = "en"
    page = client.get(address, follow=True).content.decode()
    names = [settings.WAGTAIL_SITE_NAME, *settings.SITE_FOOTER.values(), "简体中文", "中文", "电动车充电"]
    for name in names:
        page = page.replace(str(name), "")
    assert '<html lang="en"' in page
    assert CHINESE.findall(page) == []


@pytest.mark.django_db
def test_a_page_is_chinese_unless_english_was_chosen(client):
    page = client.get("/about/", headers={"accept-language": "zh-CN"}).content.decode()
    assert '<html lang="zh' in page
    assert "法律依据" in page
