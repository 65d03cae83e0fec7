"""Public pages beside the page tree: search, what this is, and what robots may read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.caching import cacheable
from courses.models import CardPage, CoursePage
from lms.site.reports import find
from policies.models import DutyPage, PolicyPage, Topic

# What a sitemap lists beside policies, duties, courses and cards.
PLAIN_PAGES = [
    "/",
    "/policies/",
    "/who/",
    "/glossary/",
    "/courses/",
    "/cards/",
    "/about/",
    "/feedback/",
    "/privacy/",
    "/accessibility/",
]
# Robots stay out: what is private, and the addresses of certificates.
NOT_FOR_ROBOTS = [
    "/accounts/",
    "/ask/",
    "/assessments/",
    "/cms/",
    "/display/",
    "/jobs/",
    "/learn/",
    "/manage/",
    "/my/",
    "/verify/",
]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find policies, duties, words, handling cards and courses; without a query, offer the topics."""
    kind = request.GET.get("kind", "")
    found = find(request.GET.get("q", ""), kind=kind, page=request.GET.get("page"), exact="exact" in request.GET)
    context = {
        "found": found,
        "page_obj": found.page,
        "kind": kind,
        "topics": [] if found.hits else Topic.objects.filter(policies__live=True).distinct(),
    }
    return cacheable(request, render(request, "site/search.html", context))


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the product is, what it is not, and the law it rests on."""
    return cacheable(request, render(request, "site/about.html"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where robots may go."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS),
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return cacheable(request, HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages for search engines."""
    pages = [
        *PolicyPage.objects.current(),
        *DutyPage.objects.for_list(),
        *CoursePage.objects.live().public(),
        *CardPage.objects.shown(),
    ]
    context = {"base": settings.BASE_URL, "plain": PLAIN_PAGES, "pages": pages}
    return cacheable(request, render(request, "site/sitemap.xml", context, content_type="application/xml"))
