import pytest
from django.template.loader import render_to_string

from core.charts import Axis, radar

EIGHT = [Axis(f"轴{number}", f"L{number % 6}", number % 6, 2) for number in range(8)]


def test_the_first_axis_points_up_and_the_third_to_the_right():
    chart = radar(EIGHT, maximum=5)
    assert chart.spokes[0].end == (200, 62)
    assert chart.spokes[2].end == (318, 180)
    assert [spoke.anchor for spoke in chart.spokes] == [
        "middle",
        "start",
        "start",
        "start",
        "middle",
        "end",
        "end",
        "end",
    ]


def test_the_outlines_have_a_point_per_axis_and_the_web_a_ring_per_level():
    chart = radar(EIGHT, maximum=5)
    assert len(chart.have.split()) == len(chart.need.split()) == 8
    assert len(chart.rings) == 5
    assert chart.rings[4].startswith("200.0,62.0")


@pytest.mark.parametrize(("have", "need", "gap"), [(1, 2, True), (2, 2, False), (3, 2, False)])
def test_a_gap_is_less_than_what_is_needed(have, need, gap):
    assert radar([Axis("轴", "", have, need)], maximum=5).spokes[0].is_gap is gap


def test_the_drawing_says_in_words_what_it_shows_and_escapes_its_labels():
    chart = radar([Axis("<b>", "L1", 1, 2)] * 3, maximum=5)
    svg = render_to_string("core/components/radar.html", {"chart": chart, "id": "r", "title": "图", "text": "字"})
    assert '<title id="r-t">图</title>' in svg
    assert '<desc id="r-d">字</desc>' in svg
    assert "&lt;b&gt;" in svg
    assert "style=" not in svg


def test_no_axes_draw_an_empty_web():
    assert radar([], maximum=5).spokes == []
