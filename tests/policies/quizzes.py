"""Checks for tests: a policy page with three questions, and answers given to it."""

from datetime import date

from core import clock
from people.models import OrgUnit
from policies.engine.awareness import week_of
from policies.models import AwarenessAnswer, PolicyPage
from tests.policies.factories import make_policy

QUIZ = [
    {
        "question": "车可以停在楼梯间吗？",
        "options": ["锁好就可以", "不可以", "晚上可以"],
        "right": 2,
        "explanation": "楼道不停车：楼梯间是逃生的路。",
    },
    {
        "question": "电池泡过水怎么办？",
        "options": ["停用，请网点检测", "晾干再用"],
        "right": 1,
        "explanation": "泡水电池几小时后也会起火。",
    },
    {
        "question": "什么时候充电？",
        "options": ["夜里", "没人时", "随便", "{{充电时间}}"],
        "right": 4,
        "explanation": "白天有人看着。",
    },
]


def make_quizzed(code="T1", **values) -> PolicyPage:
    return make_policy(code, quiz=QUIZ, **values)


def answer_many(
    policy: PolicyPage, community: OrgUnit | None, n: int, *, right: int = 2, week: date | None = None, mark: str = ""
) -> None:
    """`n` people of `community` who each answered `right` of the three questions right."""
    ids = [pk for pk, _row in policy.quiz_rows()]
    answers = [
        {"id": pk, "chosen": row["right"], "right": number < right}
        for number, (pk, row) in enumerate(policy.quiz_rows())
    ]
    week = week_of(week or clock.today())
    AwarenessAnswer.objects.bulk_create(
        AwarenessAnswer(
            policy=policy, policy_version=policy.version, community=community, week=week,
            device=f"{mark}{community.pk if community else 'x'}-{week}-{number}", answers=answers, asked=len(ids), right=right,
        )
        for number in range(n)
    )  # fmt: skip
