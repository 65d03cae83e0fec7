"""The reader and compiler of catalogues agrees with gettext as Python and Django use it."""

import gettext
import io
import os

import pytest

from scripts import po

CATALOGUE = r"""
# A comment of the file.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: people/models.py
msgid "我的学习"
msgstr "My learning"

#: courses/views.py
#, python-format
msgid ""
"还有 %(days)s 天，\n"
"“抓紧”\t。"
msgstr ""
"%(days)s days left,\n"
"\"hurry\"\t."

msgctxt "动词"
msgid "提交"
msgstr "Submit"

msgid "提交"
msgstr "Submission"

msgid "%(n)s 人"
msgid_plural "%(n)s 人们"
msgstr[0] "%(n)s person"
msgstr[1] "%(n)s people"

#, fuzzy, python-format
msgid "旧的"
msgstr "Old"

msgid "没有译文"
msgstr ""

#~ msgid "不再用"
#~ msgstr "gone"
"""


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = folder / "django.po"
    file.write_text(CATALOGUE, encoding="utf-8")
    return file


@pytest.fixture
def translations(path):
    return gettext.GNUTranslations(io.BytesIO(po.compile_entries(po.read(path))))


def test_what_was_compiled_is_found_by_gettext(translations):
    assert translations.gettext("我的学习") == "My learning"
    assert translations.gettext("还有 %(days)s 天，\n“抓紧”\t。") == '%(days)s days left,\n"hurry"\t.'


def test_a_context_tells_two_messages_apart(translations):
    assert translations.pgettext("动词", "提交") == "Submit"
    assert translations.gettext("提交") == "Submission"


def test_plurals_are_chosen_by_number(translations):
    forms = [translations.ngettext("%(n)s 人", "%(n)s 人们", number) for number in (1, 2)]

    assert forms == ["%(n)s person", "%(n)s people"]


def test_fuzzy_empty_and_obsolete_messages_stay_untranslated(translations):
    for message in ("旧的", "没有译文", "不再用"):
        assert translations.gettext(message) == message


def test_fuzzy_and_empty_messages_are_told_apart_from_translated_ones(path):
    state = {entry.msgid: (entry.fuzzy, entry.translated) for entry in po.read(path)}

    assert state["旧的"] == (True, False)
    assert state["没有译文"] == (False, False)
    assert state["我的学习"] == (False, True)
    assert "不再用" not in state


def test_a_folder_is_compiled_once_and_again_when_a_catalogue_changed(tmp_path, path):
    assert po.compile_folder(tmp_path) == 1
    assert po.compile_folder(tmp_path) == 0

    path.with_suffix(".mo").touch()
    later = path.with_suffix(".mo").stat().st_mtime_ns + 10**9
    path.write_text(CATALOGUE.replace("My learning", "Learning"), encoding="utf-8")
    os.utime(path, ns=(later, later))

    assert po.compile_folder(tmp_path) == 1
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("我的学习") == "Learning"


def test_the_language_of_the_source_says_each_message_itself_unless_it_says_otherwise(tmp_path):
    folders = {code: tmp_path / code / "LC_MESSAGES" for code in ("en", "zh_Hans")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    (folders["en"] / "django.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n\nmsgid "课程"\nmsgstr "Course"\n\n'
        'msgctxt "导航"\nmsgid "课程"\nmsgstr "Courses"\n\nmsgid "新词"\nmsgstr ""\n'
    )
    (folders["zh_Hans"] / "django.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "新词"\nmsgstr "新的词"\n'
    )
    po.compile_folder(tmp_path)
    with (folders["zh_Hans"] / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("课程") == "课程"
    assert compiled._catalog["导航\x04课程"] == "课程"
    assert compiled.gettext("新词") == "新的词"
