"""Completions and certificates for tests, through the services.

`CertificateFactory(expired=True)`, `expiring=True`, `suspended=True`, `revoked=True`; `holder="陈静"` names the person.
"""

from datetime import timedelta

import factory

from certificates.models import Certificate
from certificates.services import issue_certificate
from core import clock
from courses.models import Completion
from courses.services import complete
from tests.courses.factories import CourseFactory
from tests.people.factories import PersonFactory


class CompletionFactory(factory.Factory):
    class Meta:
        model = Completion

    person = factory.SubFactory(PersonFactory, grid_worker=True, password=None)
    course = factory.SubFactory(CourseFactory, lessons=0)
    cycle = 1
    completed_at = factory.LazyFunction(clock.now)
    source = "checks"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return complete(**kwargs)


class CertificateFactory(factory.Factory):
    class Meta:
        model = Certificate

    class Params:
        holder = "陈静"
        expired = factory.Trait(days_left=-1)
        expiring = factory.Trait(days_left=20)
        suspended = False
        revoked = False

    days_left = None
    completion = factory.SubFactory(
        CompletionFactory,
        person=factory.SubFactory(
            PersonFactory, grid_worker=True, password=None, display_name=factory.SelfAttribute("...holder")
        ),
    )
    suspended_at = factory.LazyAttribute(lambda row: clock.now() if row.suspended else None)
    revoked_at = factory.LazyAttribute(lambda row: clock.now() if row.revoked else None)

    @classmethod
    def _create(cls, model_class, *args, completion, days_left, **state):
        if days_left is not None:
            completion.valid_until = clock.today() + timedelta(days=days_left)
            completion.save()
        certificate = issue_certificate(completion_id=completion.pk)
        Certificate.objects.filter(pk=certificate.pk).update(**state)
        certificate.refresh_from_db()
        return certificate
