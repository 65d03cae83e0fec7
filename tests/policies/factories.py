"""Policies for tests, loaded through the service. `policy_spec(...)` is a small whole explainer; name what differs."""

from datetime import date

from lms.site.services import ensure_site_pages
from policies.formats.yaml_duties import DutySpec
from policies.formats.yaml_policy import GroupSpec, PolicySpec
from policies.models import DutyPage, GlossaryTerm, PolicyPage
from policies.services import load_duties, load_policies

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
    "infographic_title": "三句话记住",
    "infographic_alt": "三句话，每句一个图标。",
    "infographic": [{"icon": "ebike", "heading": "不进楼", "text": "停进车棚。"}],
    "local_values": [{"name": "充电时间", "value": "每天6:00到22:00"}],
    "worker_script": "入户话术：先夸车再劝。",
    "worker_questions": ["会不会罚款？"],
    "worker_avoid": ["再停就没收。"],
    "unverified_basis": ["罚款数额没有核对原文。"],
}


def policy_spec(
    code="T1", *, title="", slug="", topic=FIRE, audiences=(ELDER,), previous=None, superseded_by="", **values
) -> PolicySpec:
    return PolicySpec(
        where="test.yaml:1",
        code=code,
        slug=slug or f"policy-{code.lower()}",
        title=title or f"电动自行车：停哪儿（{code}）",
        topic=topic,
        audiences=tuple(audiences),
        values={**VALUES, **values},
        previous=previous,
        superseded_by=superseded_by,
    )


def make_policy(code="T1", **values) -> PolicyPage:
    """A live policy page below /policies/."""
    load_policies([policy_spec(code, **values)], by=None, parent=ensure_site_pages().policies)
    return PolicyPage.objects.get(code=code)


DUTY = {
    "matter": "楼道堆物",
    "icon": "building",
    "lead": "物业，再找消防",
    "departments": [{"name": "小区物业", "role": "制止、报告"}, {"name": "{{消防}}", "role": "检查和处罚"}],
    "worker_does": [{"act": "劝导", "text": "商量三天内搬走。"}],
    "worker_does_not": ["不开罚单"],
    "resident_does": "先告诉物业，再打12345。",
    "urgent": "已经着火，打119。",
    "phones": [
        {"type": "物业值班", "number": "0000-0000000", "when": "先打这里"},
        {"type": "求救按钮", "number": "", "when": "在轿厢里"},
        {"type": "火警", "number": "119", "when": "已经着火"},
    ],
    "legal_basis": [{"law": "消防法", "article": "第二十八条"}],
    "note": "分工以本县清单为准。",
    "review_due": date(2099, 12, 31),
    "review_note": "",
    "local_values": [{"name": "消防", "value": "青禾县消防救援大队"}],
}


def make_duty(slug="clutter", *, title="楼道堆了杂物，谁来管？", policy="", **values) -> DutyPage:
    """A live page below /who/."""
    spec = DutySpec(where="test.yaml:1", slug=slug, title=title, policy=policy, values={**DUTY, **values})
    load_duties([spec], by=None, parent=ensure_site_pages().duties)
    return DutyPage.objects.get(slug=slug)


def make_term(term="楼道", explain="家门外、大家一起走的那段路。", **fields) -> GlossaryTerm:
    """A word of the glossary."""
    return GlossaryTerm.objects.create(term=term, explain=explain, **fields)
