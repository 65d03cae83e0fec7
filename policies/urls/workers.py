"""What grid workers say at the door; mounted by lms.urls below /learn/policies/, so never public."""

from django.urls import path

from policies.views import workers

app_name = "worker-notes"
urlpatterns = [path("<slug:slug>/", workers.note, name="note")]
