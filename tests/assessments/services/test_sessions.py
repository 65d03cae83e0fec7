from datetime import timedelta

import pytest

from assessments import services
from assessments.enums import EntryState
from people.enums import Role
from tests.assessments.factories import NOON, make_exam
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_people_placed_in_a_session_are_expected_there_with_a_number(at):
    with at(NOON):
        trainer = PersonFactory(role=Role.TRAINER)
        session = services.save_session(
            session=None,
            exam=make_exam(),
            unit=trainer.role_grants.get().unit,
            place="活动室",
            starts=NOON,
            ends=NOON + timedelta(hours=1),
            late_entry_minutes=15,
            early_submit_minutes=0,
            invigilators=[],
            by=trainer,
        )
        people = [PersonFactory(grid_worker=True) for _person in range(2)]
        entries = services.place_entries(session=session, people=people, by=trainer)
    numbers = [entry.admission_number for entry in entries]
    assert numbers == [f"260625-{session.pk:02}-001", f"260625-{session.pk:02}-002"]
    assert {(entry.state, entry.session_id) for entry in entries} == {(EntryState.DUE, session.pk)}
