"""After handing in: the receipt, and the result once it is released."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.reports import result_for, slip_of
from assessments.reports.record import void_of
from assessments.views.access import candidates_only, own_attempt
from core.qr import qr_svg


@candidates_only
def receipt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What was handed in and when; the check code shows that no answer was changed since."""
    attempt = own_attempt(request, attempt_id)
    if not attempt.is_finished:
        return redirect("assessments:sit", attempt.pk)
    slip = slip_of(attempt)
    context = {
        "attempt": attempt,
        "slip": slip,
        "qr": qr_svg(slip.address, _("回执二维码")),
        "voided": void_of(attempt),
    }
    return render(request, "assessments/receipt.html", context)


@candidates_only
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Score, right and wrong with the reasons; before the release only when it will be."""
    attempt = own_attempt(request, attempt_id)
    if not attempt.is_finished:
        return redirect("assessments:sit", attempt.pk)
    everything = request.GET.get("show") == "all"
    shown = {"result": result_for(attempt, request.user), "everything": everything, "voided": void_of(attempt)}
    return render(request, "assessments/result.html", shown)
