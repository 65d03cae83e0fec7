import io

import pytest
from django.core.management import CommandError, call_command

from competencies.models import Competency, CompetencyStatus
from tests.competencies.factories import EvidenceFactory


def run(*words):
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_load_framework_says_what_it_loaded(db):
    assert run("load_framework") == "8 competencies, 40 level statements, 48 requirements\n"
    assert Competency.objects.count() == 8


def test_load_framework_names_the_file_and_line_of_a_mistake(db, tmp_path):
    file = tmp_path / "framework.yaml"
    file.write_text("version: '1'\ncompetencies: {}\nrequirements: {}\n")
    with pytest.raises(CommandError, match=r"framework\.yaml:2: a list is expected"):
        run("load_framework", str(file))


def test_rebuild_competencies_check_prints_differences_and_exits_with_one(framework):
    EvidenceFactory(value=0.85)
    assert run("rebuild_competencies", "--check") == "0 differences\n"
    CompetencyStatus.objects.update(level=5)
    with pytest.raises(CommandError) as refused:
        run("rebuild_competencies", "--check")
    assert refused.value.returncode == 1
    assert "level: 5 → 2" in run("rebuild_competencies")
    assert run("rebuild_competencies", "--check") == "0 differences\n"
