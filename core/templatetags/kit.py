"""The design kit in templates: icons, states, form fields, dates. Everything here escapes what it is given."""

import re
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    HiddenInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.templatetags.static import static
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core import dates

register = template.Library()

# State (class is-*) → icon, as the kit's table of states says. The words always stand beside it.
STATE_ICONS = {
    "info": "play",
    "due": "clock",
    "overdue": "warn",
    "passed": "check",
    "failed": "close",
    "offline": "offline",
    "none": "minus",
}
ALERT_ICONS = {"info": "info", "due": "warn", "failed": "danger", "passed": "check", "offline": "offline"}
CLAUSE = re.compile(r"[^，。：；、！？·—]+[，。：；、！？·—]*|[，。：；、！？·—]+")


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One icon of the sprite: decorative beside a word, or with `label` when it stands alone."""
    return _icon(name, size, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, size: str, label: str) -> SafeString:
    classes = f"icon icon--{size}" if size else "icon"
    address = f"{static('core/icons/sprite.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, address)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, address)


@register.filter
def segs(text: str) -> SafeString:
    """Wrap each clause in span.seg, so that a heading breaks at its punctuation; spaces stay between the spans."""
    clauses = CLAUSE.findall(str(text))
    if len(clauses) < 2:
        return conditional_escape(text)
    pieces = ((" " if clause[0] == " " else "", clause.lstrip()) for clause in clauses)
    return format_html_join("", '{}<span class="seg">{}</span>', pieces)


@register.simple_tag(name="segs")
def segs_tag(text: str) -> SafeString:
    """`{% segs title %}` is the filter `{{ title|segs }}`."""
    return segs(text)


@register.simple_tag
def badge(state: str, words: str, icon_name: str = "") -> SafeString:
    """A state: colour, icon and words together. `state` is one of info due overdue passed failed offline none."""
    image = icon(icon_name or STATE_ICONS.get(state, "info"))
    return format_html('<span class="badge is-{}">{}{}</span>', state, image, words)


@register.simple_tag
def cell(content: str | int = "", icon_name: str = "", state: str = "", size: str = "") -> SafeString:
    """The practice square with a number, a letter or an icon in it; decorative for screen readers only with an icon."""
    classes = " ".join(filter(None, ["cell", size and f"cell--{size}", state and _cell_state(state)]))
    return format_html('<span class="{}">{}</span>', classes, icon(icon_name) if icon_name else content)


def _cell_state(state: str) -> str:
    return {"fill": "cell--fill", "todo": "todo"}.get(state, f"is-{state}")


@register.simple_block_tag
def alert(content: str, state: str = "info", title: str = "", role: str = "", icon_name: str = "") -> SafeString:
    """`{% alert "due" title=_("还剩 5 分钟") %}<p>…</p>{% endalert %}`"""
    return format_html(
        '<div class="alert is-{}"{}>{}<div class="alert__body">{}{}</div></div>',
        state,
        format_html(' role="{}"', role) if role else "",
        icon(icon_name or ALERT_ICONS.get(state, "info")),
        format_html("<strong>{}</strong>", title) if title else "",
        mark_safe(content),  # noqa: S308 - rendered by the template engine, so escaped there
    )


@register.simple_block_tag
def emptystate(content: str, icon_name: str, title: str, state: str = "", level: int = 2) -> SafeString:
    """Nothing here: what will appear, and what to do next. The content is paragraphs and a p.row of buttons."""
    return format_html(
        '<div class="empty">{}<h{} class="lead">{}</h{}>{}</div>',
        cell(icon_name=icon_name, state=state),
        level,
        segs(title),
        level,
        mark_safe(content),  # noqa: S308 - rendered by the template engine, so escaped there
    )


@register.simple_tag
def ring(value: int, total: int, label: str) -> SafeString:
    """A ring with a percentage; the label says it in words."""
    percent = round(100 * value / total) if total else 0
    return format_html(
        '<svg class="ring" viewBox="0 0 100 100" role="img" aria-label="{}"><circle cx="50" cy="50" r="42"/>'
        '<circle class="val" cx="50" cy="50" r="42" pathLength="100" stroke-dasharray="{} 100"'
        ' transform="rotate(-90 50 50)"/><text x="50" y="58" font-size="22">{}%</text></svg>',
        label,
        percent,
        percent,
    )


@register.simple_tag
def bar(percent: float, need: float | None = None, low: bool = False) -> SafeString:
    """A bar with a tick at what is required; the figures stand beside it as text."""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="6"/><rect class="{}" width="{}" height="6"/>{}</svg>',
        "low" if low else "val",
        round(percent, 1),
        format_html('<line x1="{0}" x2="{0}" y1="0" y2="6" vector-effect="non-scaling-stroke"/>', need)
        if need is not None
        else "",
    )


@register.simple_tag
def level(have: int, need: int, label: str) -> SafeString:
    """Five squares for L1–L5: filled = reached, dashed = required and not reached yet."""
    marks = ("on" if n <= have else "need" if n <= need else "" for n in range(1, 6))
    squares = format_html_join("", '<i class="{}"></i>', ((mark,) for mark in marks))
    return format_html('<span class="level" role="img" aria-label="{}">{}</span>', label, squares)


@register.filter
def pages_around(paginator: Paginator, number: int) -> list[int | str]:
    """The page numbers to offer: the first, the last, the ones around this one, and … for what is left out."""
    return list(paginator.get_elided_page_range(number, on_each_side=1, on_ends=1))


# Forms ---------------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(
    bound: BoundField, hint: str | None = None, autocomplete: str = "", inputmode: str = "", rows: int = 0
) -> SafeString:
    """Label, hint, input and error of one form field, joined by ids. What is not given stays as the form has it."""
    if hint is not None:
        bound.help_text = hint
    attrs = {"autocomplete": autocomplete, "inputmode": inputmode, "rows": rows}
    return _render_field(bound, {name: value for name, value in attrs.items() if value})


@register.simple_tag
def widget(bound: BoundField) -> SafeString:
    """Only the control of a field, with the kit's class on it."""
    return bound.as_widget(attrs={"class": _class_of(bound)})


def _render_field(bound: BoundField, attrs: dict[str, object]) -> SafeString:
    attrs["class"] = _class_of(bound)
    if bound.field.widget.attrs.get("placeholder") == bound.label:
        attrs["placeholder"] = False  # a placeholder that repeats the label says nothing
    context = {"field": bound, "attrs": attrs, "kind": _kind_of(bound)}
    context["control"] = bound.as_widget(attrs=attrs) if context["kind"] != "choices" else ""
    renderer = bound.form.renderer
    return mark_safe(renderer.render("core/forms/_field.html", context))  # noqa: S308 - template output


def _kind_of(bound: BoundField) -> str:
    control = bound.field.widget
    if isinstance(control, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    if isinstance(control, CheckboxInput):
        return "check"
    if isinstance(control, HiddenInput):
        return "hidden"
    return "file" if isinstance(control, FileInput) else "input"


def _class_of(bound: BoundField) -> str:
    control = bound.field.widget
    kinds = ((CheckboxInput, ""), (FileInput, ""), (Textarea, "area"), (CheckboxSelectMultiple, ""), (RadioSelect, ""))
    own = control.attrs.get("class", "")
    kit = next((name for kind, name in kinds if isinstance(control, kind)), None)
    if kit is None:
        kit = "select" if isinstance(control, Select) else "input"
    return " ".join(filter(None, [kit, own]))


# Dates ---------------------------------------------------------------------------------------------------------------


@register.filter
def iso_day(value: str) -> date | None:
    """The day that a JSON value such as "2026-06-25" names, for the date filters."""
    return parse_date(value) if value else None


@register.filter
def iso_moment(value: str) -> datetime | None:
    """The moment that a JSON value such as "2026-06-25T04:00:00+00:00" names, for the date filters."""
    return parse_datetime(value) if value else None


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2026年6月25日"""
    return dates.long_date(value) if value else ""


@register.filter
def cn_datetime(value: datetime | None) -> str:
    """2026年6月25日 15:00"""
    return dates.long_datetime(value) if value else ""


@register.filter
def cn_short(value: date | datetime | None) -> str:
    """6月28日, or 6月28日 18:00; with the year when it is another year."""
    return dates.short(value) if value else ""


@register.filter
def time_left(value: date | datetime | None) -> str:
    """还剩 3 天 / 还剩 5 小时 / 今天到期 / 逾期 5 天"""
    return dates.time_left(value) if value else ""


@register.filter
def due_state(value: date | datetime | None) -> str:
    """The state of a deadline for a badge: info, due (within 7 days) or overdue."""
    return dates.due_state(value) if value else "info"


@register.simple_tag
def when(value: date | datetime | None, style: str = "short") -> SafeString:
    """A `<time datetime>`; style is short, long or full (long with the hour)."""
    if value is None:
        return mark_safe("")
    words = {"short": dates.short, "long": dates.long_date, "full": dates.long_datetime}[style](value)
    return format_html('<time datetime="{}">{}</time>', dates.machine(value), words)
