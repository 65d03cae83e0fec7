"""The design kit's tags: they escape, they join labels to fields, they never say a state by colour alone."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template

from core import clock
from core.views_design import SPRITE

NOON = datetime(2026, 6, 25, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def render(source: str, **context) -> str:
    return Template("{% load kit i18n %}" + source).render(Context(context))


class PersonForm(forms.Form):
    phone = forms.CharField(label="手机号", help_text="用于找回密码")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    unit = forms.ChoiceField(label="单位", choices=[("1", "柳岸社区")])
    day = forms.ChoiceField(label="哪天", choices=[("a", "周一")], widget=forms.RadioSelect)
    late = forms.BooleanField(label="只看逾期", required=False)
    roster = forms.FileField(label="花名册", required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


def test_an_icon_beside_a_word_is_silent():
    assert 'aria-hidden="true"' in render('{% icon "clock" %}')


def test_an_icon_alone_has_a_name_and_escapes_it():
    html = render("{% icon 'close' label=words %}", words='<"关闭">')
    assert 'role="img"' in html
    assert "<&quot;" not in html
    assert "&lt;&quot;关闭&quot;&gt;" in html


def test_every_state_shows_an_icon_that_is_in_the_sprite_and_the_words():
    known = set(re.findall(r"symbol id='([\w-]+)'", SPRITE.read_text()))
    for state in ("info", "due", "overdue", "passed", "failed", "offline", "none"):
        html = render("{% badge state '合格' %}", state=state)
        assert re.search(r"#([\w-]+)\"", html).group(1) in known
        assert f"is-{state}" in html
        assert "合格" in html


@pytest.mark.parametrize(
    ("title", "clauses"),
    [
        ("电动自行车：停在哪儿，充在哪儿", ["电动自行车：", "停在哪儿，", "充在哪儿"]),
        ("清人与警戒", []),
        ("现在退出吗？", []),
        ("“别开门”，先报警", ["“别开门”，", "先报警"]),
        ("东关街道 · 总览", ["东关街道 ·", "总览"]),
    ],
)
def test_a_heading_breaks_at_its_punctuation(title, clauses):
    html = render("{{ title|segs }}", title=title)
    assert re.findall(r'<span class="seg">(.*?)</span>', html) == clauses
    assert re.sub(r"<.*?>", "", html) == title


def test_segs_escapes_what_it_wraps():
    html = render("{% segs title %}", title="<script>，<b>")
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_an_alert_escapes_its_title_and_keeps_its_body():
    html = render("{% alert 'failed' title=t %}<p>{{ t }}</p>{% endalert %}", t="<i>")
    assert html.count("&lt;i&gt;") == 2
    assert "<p>" in html
    assert "<i>" not in html


def test_an_empty_state_says_what_and_keeps_its_heading_level():
    html = render("{% emptystate 'book' t level=1 %}<p>以后会有</p>{% endemptystate %}", t="还没有，别急")
    assert "<h1" in html
    assert "以后会有" in html
    assert "<svg" in html


def test_a_field_joins_label_hint_and_control():
    html = render("{% field form.phone autocomplete='tel' %}", form=PersonForm())
    assert '<label for="id_phone">' in html
    assert 'id="id_phone_helptext"' in html
    assert 'aria-describedby="id_phone_helptext"' in html
    assert 'class="input"' in html
    assert 'autocomplete="tel"' in html


def test_a_wrong_field_is_marked_and_described_by_its_error():
    form = PersonForm({"unit": "1", "day": "a", "token": "t"})
    assert not form.is_valid()
    html = render("{% field form.phone %}", form=form)
    assert 'aria-invalid="true"' in html
    assert 'id="id_phone_error"' in html
    assert re.search(r'aria-describedby="[^"]*id_phone_error', html)


def test_a_hint_may_be_replaced_or_left_out():
    assert "找回" not in render("{% field form.phone hint='' %}", form=PersonForm())
    assert "11 位" in render("{% field form.phone hint='11 位' %}", form=PersonForm())


def test_each_kind_of_control_gets_its_class():
    html = str(PersonForm())
    assert 'class="area"' in html
    assert 'class="select"' in html
    assert 'class="file"' in html
    assert html.count('class="check"') == 2
    assert '<fieldset class="field" id="id_day">' in html


def test_an_optional_field_says_so():
    assert "可以不填" in render("{% field form.note %}", form=PersonForm())
    assert "可以不填" not in render("{% field form.phone %}", form=PersonForm())


def test_the_summary_of_errors_takes_the_focus_and_links_to_the_fields():
    html = str(PersonForm({"unit": "1", "token": "t"}))
    summary = html[html.index('role="alert"') : html.index("<label")]
    assert "data-focus" in summary
    assert 'href="#id_phone"' in summary
    assert 'href="#id_day"' in summary


def test_a_form_without_errors_has_no_summary():
    assert 'role="alert"' not in str(PersonForm())


def test_a_placeholder_that_repeats_the_label_is_left_out():
    class Loud(forms.Form):
        code = forms.CharField(label="验证码", widget=forms.TextInput(attrs={"placeholder": "验证码"}))
        name = forms.CharField(label="姓名", widget=forms.TextInput(attrs={"placeholder": "如：周晓"}))

    html = str(Loud())
    assert 'placeholder="验证码"' not in html
    assert 'placeholder="如：周晓"' in html


def test_an_error_is_escaped():
    form = PersonForm({"phone": "1"})
    form.add_error("phone", "<b>不对</b>")
    assert "<b>不对" not in str(form)


def test_a_ring_of_nothing_is_zero():
    assert "0%" in render("{% ring 0 0 '还没有' %}")
    assert 'stroke-dasharray="62 100"' in render("{% ring 5 8 '八门中的五门' %}")


def test_a_level_shows_what_is_reached_and_what_is_missing():
    html = render("{% level 2 3 '现为 L2，要求 L3' %}")
    assert re.findall(r'<i class="(\w*)">', html) == ["on", "on", "need", "", ""]


def test_a_bar_marks_what_is_required_only_when_asked():
    assert "<line" in render("{% bar 58 need=80 %}")
    assert "<line" not in render("{% bar 58 %}")


def test_the_pager_leaves_out_the_middle():
    html = render("{{ p|pages_around:2|join:' ' }}", p=Paginator(range(180), 10))
    assert html == "1 2 3 … 18"


def test_dates_are_shown_where_the_product_is_used():
    with clock.at(NOON):
        late = datetime(2026, 6, 24, 17, 30, tzinfo=UTC)  # already the 25th in Shanghai
        assert render("{{ d|cn_date }}", d=late) == "2026年6月25日"
        assert render("{{ d|cn_datetime }}", d=late) == "2026年6月25日 01:30"
        assert render("{{ d|cn_short }}", d=late) == "6月25日 01:30"
        assert render("{{ d|cn_short }}", d=date(2027, 1, 3)) == "2027年1月3日"
        assert render("{% when d %}", d=late) == '<time datetime="2026-06-25T01:30+08:00">6月25日 01:30</time>'


@pytest.mark.parametrize(
    ("delta", "words", "state"),
    [
        (timedelta(days=3, hours=1), "还剩 3 天", "due"),
        (timedelta(days=40), "还剩 40 天", "info"),
        (timedelta(hours=5, minutes=10), "还剩 5 小时", "due"),
        (timedelta(minutes=12), "还剩 12 分钟", "due"),
        (timedelta(hours=-2), "逾期 2 小时", "overdue"),
        (timedelta(days=-5, hours=-2), "逾期 5 天", "overdue"),
    ],
)
def test_time_left_is_said_in_the_largest_unit(delta, words, state):
    with clock.at(NOON):
        assert render("{{ d|time_left }}", d=NOON + delta) == words
        assert render("{{ d|due_state }}", d=NOON + delta) == state


@pytest.mark.parametrize(("day", "words"), [(25, "今天到期"), (28, "还剩 3 天"), (20, "逾期 5 天")])
def test_a_date_lasts_until_its_end(day, words):
    with clock.at(NOON):
        assert render("{{ d|time_left }}", d=date(2026, 6, day)) == words


def test_no_date_shows_nothing():
    assert render("{{ d|cn_date }}{{ d|cn_short }}{{ d|time_left }}{% when d %}", d=None) == ""
