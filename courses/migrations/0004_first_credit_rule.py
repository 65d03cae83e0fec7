"""Version 1 of the rule of 学时: the default of domain.md 7.3. It holds from the beginning, so that what was finished
before there was a ledger can be counted by it (`manage.py award_credits`, and the schedule does it by itself)."""

from datetime import date
from decimal import Decimal

from django.db import migrations

VERSION_1 = {
    "effective_from": date(2000, 1, 1),
    # A lesson of 30 planned minutes gives 1.0: the step of 0.5 ends at 29.
    "lesson_steps": [[15, "0.25"], [29, "0.5"], [None, "1.0"]],
    "exam_hours": Decimal("0.25"),
    # Twice the target: nobody is rewarded for collecting; and lessons alone leave room for exams and what is to come.
    "yearly_cap": Decimal(40),
    "source_caps": {"lesson": "30", "exam": "5"},
    "yearly_target": Decimal(20),
    "note": "默认规则。分档参照云南干部在线学习学院 2024 年公布的办法（ynsgbzx.cn）；考试的 0.25、每年要求和上限是本产品的"
    "默认值。全国没有统一办法，启用前请由培训主管部门确认。",
}


def forwards(apps, schema_editor):
    apps.get_model("courses", "CreditRule").objects.get_or_create(version=1, defaults=VERSION_1)


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_no_reading_time")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=False)]
