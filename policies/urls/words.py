"""The words explained; mounted by lms.urls at /glossary/."""

from django.urls import path

from policies.views import glossary

app_name = "words"
urlpatterns = [path("", glossary.glossary, name="glossary")]
