"""Attempts from before 首考 and 补考 were told apart: one that follows another that counts is a resit."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def tell_resits(apps, schema_editor):
    attempts = apps.get_model("assessments", "Attempt").objects
    earlier = attempts.filter(entry=OuterRef("entry"), number__lt=OuterRef("number")).exclude(state="voided")
    attempts.filter(Exists(earlier)).update(occasion="resit")


class Migration(migrations.Migration):

    dependencies = [("assessments", "0005_session_numbers")]

    operations = [migrations.RunPython(tell_resits, migrations.RunPython.noop)]
