from pathlib import Path

import pytest
from django.conf import settings

from competencies.formats.framework import FrameworkError, read

FILE = Path(settings.BASE_DIR) / "content" / "framework.yaml"


def test_the_projects_own_file_has_eight_competencies_of_five_levels_and_six_posts():
    framework = read(FILE)
    assert [spec.code for spec in framework.competencies] == ["EMG", "MED", "POL", "INF", "MAS", "SAF", "DIG", "LAW"]
    assert {len(spec.levels) for spec in framework.competencies} == {5}
    assert len({statement for spec in framework.competencies for statement in spec.levels}) == 40
    assert len(framework.requirements) == 6
    assert framework.requirements["mediator"] == {
        "EMG": 2,
        "MED": 4,
        "POL": 2,
        "INF": 2,
        "MAS": 3,
        "SAF": 1,
        "DIG": 2,
        "LAW": 3,
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("code: EMG", "kode: EMG", "missing: code"),
        ("code: MED", "code: EMG", "given twice: EMG"),
        ("new_grid_worker:", "astronaut:", "unknown post 'astronaut'"),
        ("mediator: {EMG: 2", "mediator: {XXX: 2", "unknown competency 'XXX'"),
        ("mediator: {EMG: 2", "mediator: {EMG: 6", "level '6'"),
        ("      - 能讲授法治课程。\n", "", "4 statements, 5 expected"),
        ("name_en: Digital tools", "name_en: {a: b}", "a text is expected"),
        ("competencies:\n", "competencies: [\n", "expected"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_line(old, new, words):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(FrameworkError) as refused:
        read(text.replace(old, new, 1), "mine.yaml")
    assert str(refused.value).startswith("mine.yaml:")
    assert words in str(refused.value)
    assert int(str(refused.value).split(":")[1]) > 1


def test_an_unknown_post_is_said_at_its_own_line():
    text = FILE.read_text(encoding="utf-8").replace("  mediator: {", "  astronaut: {")
    line = text[: text.index("astronaut")].count("\n") + 1
    with pytest.raises(FrameworkError, match=rf"^framework\.yaml:{line}: "):
        read(text)


def test_an_empty_file_is_refused():
    with pytest.raises(FrameworkError, match="empty"):
        read("")
