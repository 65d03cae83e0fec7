"""Every address of the product. Each app mounts its own; this file only says where."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core import health

handler400 = "lms.errors.bad_request"
handler403 = "lms.errors.permission_denied"
handler404 = "lms.errors.page_not_found"
handler500 = "lms.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # First of all, since an exam is hundreds asking at once.
    path("assessments/", include("assessments.urls")),
    # One way in: Wagtail's own log-in, reset, user and group pages lead to ours or nowhere.
    path("cms/", include("people.urls.cms")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("people.urls.accounts")),
    path("jobs/", include("core.urls")),
    path("my/inbox/", include("people.urls")),
    path("my/competency/", include("competencies.urls")),
    path("my/", include("lms.learner.urls")),
    path("learn/policies/", include("policies.urls.workers")),
    path("learn/", include("courses.urls")),
    path("cards/", include("courses.urls.cards")),
    # /certificates/… for holders, /verify/… for anyone
    path("", include("certificates.urls")),
    path("manage/exams/", include("assessments.urls.desk")),
    path("manage/awareness/", include("policies.urls.awareness")),
    path("manage/enquiries/", include("policies.urls.enquiries")),
    path("manage/", include("lms.manage.urls")),
    path("public/", include("policies.urls")),
    path("ask/", include("policies.urls.ask")),
    path("glossary/", include("policies.urls.words")),
    path("demo/", include("lms.demo.urls")),
    path("", include("lms.site.urls")),
    path("", include("lms.urls_chrome")),
    # Wagtail's log-in for restricted pages would take a password without our throttle and second factor.
    path("_util/login/", RedirectView.as_view(url="/accounts/login/", query_string=True), name="page_login"),
    path("", include(wagtail_urls)),
]
