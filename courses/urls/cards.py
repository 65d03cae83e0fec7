"""The printed handling cards; mounted by lms.urls below /cards/, where Wagtail serves the cards themselves."""

from django.urls import path

from courses.views import cards

app_name = "cards"
urlpatterns = [path("<slug:slug>/print/", cards.print_page, name="print")]
