"""The dates of a learner's front page, for the calendar of their phone: nothing that the page does not show."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.reports import EntryLine
from courses.models import Completion
from lms.learner.formats.ics import Happening
from lms.learner.reports.front import Todo, front_page
from people.models import User


def happenings(person: User) -> list[Happening]:
    """Last days of assignments, exams with their place and times, last days of certificates."""
    front = front_page(person)
    found = [happening for todo in front.todos for happening in _of_todo(todo)]
    last: dict[int, Completion] = {}
    for completion in front.valid:
        # The valid completion of a course that ends last: an earlier one was renewed.
        last[completion.course_id] = completion
    return found + [_end_of(completion) for completion in last.values() if completion.valid_until]


def _of_todo(todo: Todo) -> list[Happening]:
    found = []
    if todo.item and todo.item.standing.assignment and todo.item.due:
        found.append(
            Happening(
                key=f"assignment-{todo.item.standing.assignment.pk}",
                title=_("截止：%(title)s") % {"title": todo.item.course.title},
                starts=todo.item.due,
                text=_("请在这一天结束前学完并通过考核。"),
                url=_address(todo.item.url),
            )
        )
    if todo.line:
        found += _of_exam(todo.line)
    return found


def _of_exam(line: EntryLine) -> list[Happening]:
    """Sat together: its hours and place. A window: the hours before it closes, or from its opening where it never does."""
    title, key = line.entry.exam.title, f"exam-{line.entry.pk}"
    length = timedelta(minutes=line.allowance.minutes)
    if line.session is not None:
        title, starts, ends = _("考试：%(title)s") % {"title": title}, line.session.starts, line.session.ends
    elif line.closes is not None:
        # In a short window the exam may begin at any time, in a long one it is the last hours that matter.
        starts, ends = max(filter(None, [line.opens, line.closes - length])), line.closes
        title = _("考试截止：%(title)s") % {"title": title}
    elif line.opens is not None and not line.can_sit:
        title, starts, ends = _("可以考试：%(title)s") % {"title": title}, line.opens, line.opens + length
    else:
        return []
    place = line.session.place if line.session else ""
    text = _("%(minutes)s 分钟。中途断网不丢答案。") % {"minutes": line.allowance.minutes}
    return [Happening(key, title, starts, ends, text, place, _address("/assessments/"), busy=line.session is not None)]


def _end_of(completion: Completion) -> Happening:
    return Happening(
        key=f"certificate-{completion.pk}",
        title=_("证书到期：%(title)s") % {"title": completion.course.title},
        starts=completion.valid_until,
        text=_("到期前复训就能接上。"),
        url=_address(completion.course.get_url() or "/my/"),
    )


def _address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
