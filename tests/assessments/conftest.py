"""A paper of five questions, open in a browser."""

import pytest

from tests.assessments.factories import EntryFactory, make_attempt, make_exam


@pytest.fixture
def attempt():
    exam = make_exam(kinds=["single", "multiple", "truefalse", "single", "truefalse"], shuffle_options=False)
    return make_attempt(entry=EntryFactory(exam=exam))


@pytest.fixture
def paper(page_for, attempt):
    """`paper(width=390)` opens the attempt."""

    def open_paper(**kwargs):
        page = page_for(attempt.entry.person, **kwargs)
        page.goto(f"/assessments/attempts/{attempt.pk}/")
        if kwargs.get("javascript", True):
            page.wait_for_selector("[data-sitting][data-ready]")
        return page

    return open_paper
