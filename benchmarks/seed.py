"""Fill an empty, migrated database for a benchmark: the product's own content, an exam of 20 questions, people with entries.

Prints one line of JSON: the password, the course, and (username, entry) of each person. Run by `benchmarks.stack`.
"""

import argparse
import json
import sys
from datetime import datetime, timedelta

import django

PASSWORD = "benchmark-only-pass-phrase"  # noqa: S105 - of people who exist for minutes, on loopback


def main() -> None:
    """Load the content if it is not there, then add people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--grace", type=int, default=60, help="seconds")
    parser.add_argument("--passmark", type=int, default=60, help="1: everybody passes, and a certificate is asked for")
    parser.add_argument("--closes-in", type=int, default=0, help="seconds until the first entry closes (0: never)")
    parser.add_argument("--spread", type=int, default=0, help="seconds from the first to the last entry's closing")
    parser.add_argument("--begun", type=int, default=0, help="so many of the people have begun already")
    parser.add_argument("--content-only", action="store_true")
    options = parser.parse_args()
    django.setup()

    from courses.models import CoursePage
    from lms.demo.content import build_content

    if not CoursePage.objects.exists():
        build_content(None)
    if not options.content_only:
        json.dump(people(options), sys.stdout)


def people(options: argparse.Namespace) -> dict:
    """People enrolled in a course whose exam is ours, each with an entry."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from assessments.models import Entry, SingleChoiceQuestion
    from assessments.services import save_exam, save_paper, start_attempt
    from courses.models import CoursePage, Enrolment
    from people.models import User

    questions = SingleChoiceQuestion.objects.filter(use="exam", retired=False).order_by("code")[: options.questions]
    paper = save_paper(code="BENCH", title="压力测试", items=[(question, 5, False) for question in questions], by=None)
    rules: dict = {
        "pass_mark": options.passmark,
        "minutes": options.minutes,
        "grace_seconds": options.grace,
        "attempts_allowed": 99,
        "resit_hours": 0,
    }
    exam = save_exam(code="BENCH", title="压力测试", paper=paper, by=None, **rules)
    course = CoursePage.objects.order_by("code").first()
    CoursePage.objects.filter(pk=course.pk).update(exam=exam)
    first, password = User.objects.count(), make_password(PASSWORD)
    names = [f"bench{number}" for number in range(first, first + options.people)]
    made = User.objects.bulk_create(User(username=n, display_name=f"考生{n[5:]}", password=password) for n in names)
    began = timezone.now()  # noqa: TID251 - the data is for a server that runs now
    Enrolment.objects.bulk_create(Enrolment(person=person, course=course, enrolled_at=began) for person in made)
    entries = Entry.objects.bulk_create(
        Entry(person=person, exam=exam, closes=closing(options, place, began)) for place, person in enumerate(made)
    )
    for entry in entries[len(entries) - options.begun :]:
        start_attempt(entry=entry, by=entry.person)
    return {
        "password": PASSWORD,
        "course": course.url_path.replace("/home/", "/", 1) if course.url is None else course.get_url(),
        "questions": len(paper.items.all()),
        "people": [(entry.person.username, entry.pk) for entry in entries],
    }


def closing(options: argparse.Namespace, place: int, began: datetime) -> datetime | None:
    """When the entry at this place closes: one after the other within the spread, in no order of the people."""
    if not options.closes_in:
        return None
    share = (place * 7919 % options.people) / options.people
    return began + timedelta(seconds=options.closes_in + share * options.spread)


if __name__ == "__main__":
    main()
