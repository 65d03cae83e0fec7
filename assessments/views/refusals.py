"""What a refusal looks like to a script: a stable code, words for people, and what the server has."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from assessments.reports import current_state
from assessments.views.access import own_attempt
from assessments.views.words import refusal
from core.errors import DomainError

STATUS = {
    "request_invalid": 400,
    "answer_invalid": 422,
    "client_id_reused": 422,
    "stale_answer": 409,
    "attempt_finished": 409,
    "attempt_paused": 409,
    "too_early_to_submit": 409,
    "deadline_passed": 409,
    "not_this_question": 409,
    "last_question": 409,
}


def status_of(error: DomainError) -> int:
    """The status of the HTTP answer that refuses something."""
    return STATUS.get(error.code, 400)


def told(request: HttpRequest, attempt_id: int, error: DomainError) -> HttpResponse:
    """A refusal as JSON; a page that fell behind also learns what the server has."""
    answer: dict[str, Any] = {"code": error.code, "message": refusal(error)}
    status = status_of(error)
    if status == 409:
        answer["state"] = current_state(own_attempt(request, attempt_id))
    return JsonResponse(answer, status=status)
