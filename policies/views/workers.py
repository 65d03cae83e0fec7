"""What grid workers say at the door about a policy: for people who are signed in, kept by no cache, found by no search."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from policies.models import PolicyPage


@require_safe
@login_required
@never_cache
def note(request: HttpRequest, slug: str) -> HttpResponse:
    """入户话术, what is asked most, and what not to say."""
    page = get_object_or_404(PolicyPage.objects.live(), slug=slug)
    return render(request, "policies/worker_note.html", {"page": page, "note": page.worker_note})
