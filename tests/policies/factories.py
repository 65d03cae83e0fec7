"""Policies for tests, loaded through the service. `policy_spec(...)` is a small whole explainer; name what differs."""

from datetime import date

from lms.site.services import ensure_site_pages
from policies.formats.yaml_policy import GroupSpec, PolicySpec
from policies.models import PolicyPage
from policies.services import load_policies

FIRE = GroupSpec("消防安全", "fire-safety", "ebike", 1)
ELDER = GroupSpec("老人", "elder", "user", 1)
SHOP = GroupSpec("商户", "shop", "shop", 2)

VALUES = {
    "one_sentence": "车不进楼，充电去充电点。",
    "related": "有车的都有关。",
    "benefit": "少一场火。",
    "ask": "找社区，或打12345。",
    "key_points": ["楼道不停车。", "楼道不充电。", "电池不进屋。"],
    "for_yes": ["骑车的人"],
    "for_no": ["开汽车的人"],
    "steps": [{"way": "offline", "text": "{{充电时间}}去充电。"}],
    "documents": ["身份证"],
    "documents_note": "",
    "dates": [{"label": "开始实施", "value": "2026年1月1日"}],
    "faq": [{"question": "电池能拎回家吗？", "answer": "不能。"}],
    "misunderstandings": [{"wrong": "车贵不会着。", "right": "都会老化。"}],
    "rumours": [{"rumour": "上门没收。", "fact": "不会。"}],
    "contacts": [
        {"name": "社区", "phone": "0000-0000000", "hours": "工作日", "address": "服务厅"},
        {"name": "便民热线", "phone": "12345", "hours": "24小时", "address": ""},
    ],
    "source_title": "停放充电告知",
    "source_number": "青禾消〔2026〕1号",
    "source_issuer": "消防救援大队",
    "source_url": "",
    "legal_basis": [{"law": "消防法", "article": "第二十八条"}],
    "review_note": "以当地消防部门指导为准",
    "issuer": "青禾县人民政府",
    "department": "青禾县消防救援大队",
    "published": date(2026, 6, 20),
    "effective": date(2026, 7, 1),
    "review_due": date(2099, 12, 31),
    "version": 2,
    "changes": ["写清充电时间。"],
    "local_values": [{"name": "充电时间", "value": "每天6:00到22:00"}],
    "worker_script": "入户话术：先夸车再劝。",
    "worker_questions": ["会不会罚款？"],
    "worker_avoid": ["再停就没收。"],
    "unverified_basis": ["罚款数额没有核对原文。"],
}


def policy_spec(code="T1", *, title="", slug="", topic=FIRE, audiences=(ELDER,), **values) -> PolicySpec:
    return PolicySpec(
        where="test.yaml:1",
        code=code,
        slug=slug or f"policy-{code.lower()}",
        title=title or f"电动自行车：停哪儿（{code}）",
        topic=topic,
        audiences=tuple(audiences),
        values={**VALUES, **values},
    )


def make_policy(code="T1", **values) -> PolicyPage:
    """A live policy page below /policies/."""
    load_policies([policy_spec(code, **values)], by=None, parent=ensure_site_pages().policies)
    return PolicyPage.objects.get(code=code)
