"""Competencies and evidence for tests; `load()` loads the project's own framework."""

from pathlib import Path

import factory
from django.conf import settings

from competencies.enums import EvidenceKind
from competencies.formats.framework import read
from competencies.models import Evidence
from competencies.services import load_framework, record_evidence
from core import clock
from tests.people.factories import PersonFactory

FRAMEWORK = read(Path(settings.BASE_DIR) / "content" / "framework.yaml")


def load():
    """The eight competencies of the project (read once per test run, written in five queries)."""
    return load_framework(framework=FRAMEWORK)


class EvidenceFactory(factory.Factory):
    """One fact, recorded through the service. Trait `scenario`; `value`, `kind`, `competency` (a code) to choose."""

    class Meta:
        model = Evidence

    class Params:
        scenario = factory.Trait(kind=EvidenceKind.SCENARIO, source="scenario:S1", source_label="深夜楼道里的火光")
        check = factory.Trait(kind=EvidenceKind.LESSON_CHECK, source="lesson:1", source_label="报警三要素")

    person = factory.SubFactory(PersonFactory, password=None)
    competency = "EMG"
    kind = EvidenceKind.EXAM
    source = "exam:EMG101"
    source_label = "EMG101 正式考试"
    value = 0.86
    observed_at = factory.LazyFunction(clock.now)
    dedupe_key = factory.Sequence(lambda number: f"fact-{number}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return record_evidence(**kwargs)
