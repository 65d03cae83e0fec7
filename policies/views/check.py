"""小测验: three questions of a policy page, one at a time, explained at once, without a log-in.

What was answered so far travels in the form and in the address of the explanation, signed. The page itself is cached and
has no form; this address is not. GET writes nothing but the remembered community.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import throttle
from core.device import device_hash, has_device, keep_device
from core.request import client_address
from people.models import OrgUnit
from policies.engine import check as engine
from policies.engine.check import Progress, Question
from policies.forms.check import QuestionForm
from policies.models import PolicyPage
from policies.reports.communities import communities_to_choose, community_of
from policies.services import purpose_of_check, record_check

SALT = "policies.check"
# How long a check may stay open, and how long a device remembers where its poster hung.
OPEN_SECONDS, COMMUNITY_SECONDS = 2 * 3600, 30 * 24 * 3600
COMMUNITY_COOKIE = "gs_community"
# A device answers three questions in a check; a whole community may share one address.
DEVICE_TRIES, ADDRESS_TRIES, SECONDS = 30, 600, 600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The question that comes now, its explanation, or the end."""
    page = get_object_or_404(PolicyPage.objects.live().public(), slug=slug)
    questions = engine.questions_of(page.quiz_rows())
    if not questions:
        raise Http404
    response = _take(request, page, questions) if request.method == "POST" else _show(request, page, questions)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return keep_device(request, response)


def _show(request: HttpRequest, page: PolicyPage, questions: list[Question]) -> HttpResponse:
    signed = request.GET.get("s", "")
    progress = read_progress(signed, page, questions)
    if progress is None:
        return _begin(request, page, questions, is_stale=bool(signed))
    done = len(progress.chosen)
    if done and "next" not in request.GET:
        return _explain(request, page, questions, progress)
    if done < len(questions):
        return _ask(request, page, questions, progress)
    return _end(request, page, questions, progress)


def _begin(request: HttpRequest, page: PolicyPage, questions: list[Question], *, is_stale: bool) -> HttpResponse:
    """A new check. The community comes from the poster's code, the device's memory, or is asked for."""
    code, how = _told_community(request)
    progress = Progress(page.pk, engine.print_of(questions), secrets.randbelow(2**31), community=code, how=how)
    response = _ask(request, page, questions, progress, is_stale=is_stale)
    return _remember(response, code) if how == "poster" else response


def _ask(
    request: HttpRequest,
    page: PolicyPage,
    questions: list[Question],
    progress: Progress,
    *,
    form: QuestionForm | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    question = questions[len(progress.chosen)]
    options = engine.shown(question, progress.seed)
    if form is None:
        initial = {"state": dump_progress(progress), "choice": _picked(request, question, progress)}
        form = QuestionForm(initial=initial, options=options, communities=_choices(progress))
    context = {
        "form": form,
        "question": question,
        "options": options,
        "chosen": str(form["choice"].value() or ""),
        "is_stale": is_stale,
    }
    return _page(request, "policies/check/question.html", page, questions, progress, context, bool(form.errors))


def _explain(request: HttpRequest, page: PolicyPage, questions: list[Question], progress: Progress) -> HttpResponse:
    answer = engine.answers(questions, progress)[-1]
    following = f"?{_query(progress)}&next=1"
    context = {"answer": answer, "question": answer.question, "following": following}
    return _page(request, "policies/check/explanation.html", page, questions, progress, context)


def _end(request: HttpRequest, page: PolicyPage, questions: list[Question], progress: Progress) -> HttpResponse:
    answers = engine.answers(questions, progress)
    headings, texts = dict(page.contents()), page.part_texts()
    parts = [engine.nearest_part(one.question, texts) for one in answers]
    context = {
        "answers": [(one, part, headings[part]) for one, part in zip(answers, parts, strict=True)],
        "right": sum(one.is_right for one in answers),
    }
    return _page(request, "policies/check/result.html", page, questions, progress, context)


def _take(request: HttpRequest, page: PolicyPage, questions: list[Question]) -> HttpResponse:
    """One answer. The last one is counted, once for a device and week."""
    if not _may_answer(request):
        return _too_many(request)
    progress = read_progress(request.POST.get("state", ""), page, questions)
    if progress is None or len(progress.chosen) >= len(questions):
        return _begin(request, page, questions, is_stale=True)
    options = engine.shown(questions[len(progress.chosen)], progress.seed)
    form = QuestionForm(request.POST, options=options, communities=_choices(progress))
    if not form.is_valid():
        return _ask(request, page, questions, progress, form=form)
    progress = progress.answered(form.cleaned_data["choice"])
    chosen = form.cleaned_data.get("community", "")
    if chosen:
        progress = replace(progress, community=chosen, how="list")
    if len(progress.chosen) == len(questions):
        progress = replace(progress, counted=_count(request, page, questions, progress))
    response = HttpResponseRedirect(f"{reverse('policies:check', args=[page.slug])}?{_query(progress)}")
    return _remember(response, chosen) if chosen else response


def _count(request: HttpRequest, page: PolicyPage, questions: list[Question], progress: Progress) -> bool | None:
    """Whether this check counts; None where the browser keeps no cookie, so that once cannot be told from twice."""
    if not has_device(request):
        return None
    return record_check(
        policy=page,
        device=device_hash(request, purpose_of_check(page)),
        answers=engine.answers(questions, progress),
        community=community_of(progress.community),
        from_poster=progress.how == "poster",
    )


def read_progress(signed: str, page: PolicyPage, questions: list[Question]) -> Progress | None:
    """The progress that was signed for these very questions; None for anything else, and for one that is too old."""
    try:
        progress = Progress.load(signing.loads(signed, salt=SALT, max_age=OPEN_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_same = progress.policy == page.pk and progress.print == engine.print_of(questions)
    return progress if is_same else None


def dump_progress(progress: Progress) -> str:
    return signing.dumps(progress.dump(), salt=SALT)


def _query(progress: Progress) -> str:
    return f"s={dump_progress(progress)}"


def _told_community(request: HttpRequest) -> tuple[str, str]:
    """(division code, how it came). The page with the poster's code is cached and cannot pass it on: its address does."""
    referer = parse_qs(urlsplit(request.headers.get("Referer", "")).query)
    if "at" in request.GET:
        found = community_of(request.GET["at"])
        return (found.division_code, "poster") if found else ("", "")
    for code, how in (
        (referer.get("at", [""])[0], "poster"),
        (request.COOKIES.get(COMMUNITY_COOKIE, ""), "device"),
    ):
        found = community_of(code)
        if found:
            return found.division_code, how
    return "", ""


def _remember(response: HttpResponse, code: str) -> HttpResponse:
    response.set_cookie(COMMUNITY_COOKIE, code, max_age=COMMUNITY_SECONDS, httponly=True, samesite="Lax")
    return response


def _choices(progress: Progress) -> list[Any] | None:
    return communities_to_choose() if not progress.chosen and not progress.how else None


def _picked(request: HttpRequest, question: Question, progress: Progress) -> int | None:
    """The option tapped on the policy page (`pick`, the editor's number), where it is shown now."""
    pick = request.GET.get("pick", "")
    numbers = engine.order_of(question, progress.seed)
    asked_first = not progress.chosen and pick.isascii() and pick.isdecimal() and len(pick) < 3 and int(pick) in numbers
    return numbers.index(int(pick)) + 1 if asked_first else None


def _may_answer(request: HttpRequest) -> bool:
    device = device_hash(request, "throttle")
    address = client_address(request) or "unknown"
    return throttle.allow("check-device", device, limit=DEVICE_TRIES, seconds=SECONDS) and throttle.allow(
        "check-address", address, limit=ADDRESS_TRIES, seconds=SECONDS
    )


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", {"retry_after": SECONDS}, status=429)
    response["Retry-After"] = str(SECONDS)
    return response


def _page(
    request: HttpRequest,
    template: str,
    page: PolicyPage,
    questions: list[Question],
    progress: Progress,
    context: dict[str, Any],
    is_refused: bool = False,
) -> HttpResponse:
    asked = "answer" in context or "answers" in context
    community: OrgUnit | None = community_of(progress.community)
    shared = {
        "page": page,
        "number": len(progress.chosen) + (not asked),
        "total": len(questions),
        "community": community.name if community else "",
        "progress": progress,
        "place_words": _("不想说"),
    }
    return render(request, template, {**shared, **context}, status=422 if is_refused else 200)
