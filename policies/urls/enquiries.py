"""Addresses of the desk of enquiries; mounted by lms.urls below /manage/enquiries/."""

from django.urls import path

from policies.views.enquiries import acts, desk, reports

app_name = "enquiries"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("new/", desk.record, name="record"),
    path("list.xlsx", reports.list_file, name="list-file"),
    path("report/", reports.figures, name="report"),
    path("report.xlsx", reports.figures_file, name="report-file"),
    path("<int:pk>/", desk.enquiry, name="enquiry"),
    path("<int:pk>/original/", desk.original, name="original"),
    path("<int:pk>/photo/", desk.photo, name="photo"),
    path("<int:pk>/<slug:name>/", acts.act, name="act"),
]
