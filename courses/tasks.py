"""What the schedule does for courses; safe to run twice and in parallel."""

from celery import shared_task

from courses.services import complete_missing, remind, settle_credits
from courses.services.reviews import tell_review_due


@shared_task(name="courses.tasks.complete_missing")
def complete_missing_courses() -> int:
    """Courses whose exam was passed by a person whose announcement was lost."""
    return complete_missing()


@shared_task(name="courses.tasks.tell_review_due")
def tell_owners() -> int:
    """Each week: owners hear what of theirs has to be looked at again."""
    return tell_review_due()


@shared_task(name="courses.tasks.settle_credits")
def settle_the_ledger() -> int:
    """学时 of what was finished before there was a ledger, and of completions withdrawn since."""
    return settle_credits().total


@shared_task(name="courses.tasks.remind")
def remind_learners() -> int:
    """Each morning: what is due, overdue or about to end, in one message a person."""
    return remind()
