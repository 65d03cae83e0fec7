"""Charts drawn on the server: the geometry here, the SVG in core/components, the same numbers as text beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

CENTRE_X, CENTRE_Y, RADIUS, LABEL_RADIUS = 200, 180, 118, 138


@dataclass(frozen=True)
class Axis:
    """One spoke of a radar: `have` and `need` between 0 and the chart's maximum; `sub` says both in words."""

    label: str
    sub: str
    have: float
    need: float


@dataclass(frozen=True)
class Spoke:
    """Where the parts of an axis are drawn, in the units of the view box."""

    axis: Axis
    end: tuple[float, float]
    dot: tuple[float, float]
    text: tuple[float, float]
    sub_y: float
    anchor: str

    @property
    def is_gap(self) -> bool:
        return self.axis.have < self.axis.need


@dataclass(frozen=True)
class Radar:
    """A radar ready for `core/components/radar.html`: rings of the web, spokes, two outlines as SVG points."""

    rings: list[str]
    spokes: list[Spoke]
    have: str
    need: str


def radar(axes: Sequence[Axis], maximum: int) -> Radar:
    """The geometry of a radar chart whose outermost ring is `maximum`; the first axis points up."""
    angles = [2 * pi * number / len(axes) for number in range(len(axes))] if axes else []
    pairs = list(zip(axes, angles, strict=True))
    return Radar(
        rings=[_outline([(angle, ring / maximum) for angle in angles]) for ring in range(1, maximum + 1)],
        spokes=[_spoke(axis, angle, maximum) for axis, angle in pairs],
        have=_outline([(angle, axis.have / maximum) for axis, angle in pairs]),
        need=_outline([(angle, axis.need / maximum) for axis, angle in pairs]),
    )


def _point(angle: float, radius: float) -> tuple[float, float]:
    return round(CENTRE_X + radius * sin(angle), 1), round(CENTRE_Y - radius * cos(angle), 1)


def _outline(points: list[tuple[float, float]]) -> str:
    return " ".join("{},{}".format(*_point(angle, share * RADIUS)) for angle, share in points)


def _spoke(axis: Axis, angle: float, maximum: int) -> Spoke:
    x, y = _point(angle, LABEL_RADIUS)
    upright = abs(sin(angle)) < 0.1
    if upright:
        # Two lines of text: clear of the spoke's end above and below.
        y += 10 if cos(angle) < 0 else -8
    anchor = "middle" if upright else "start" if sin(angle) > 0 else "end"
    return Spoke(
        axis=axis,
        end=_point(angle, RADIUS),
        dot=_point(angle, RADIUS * axis.have / maximum),
        text=(x, y),
        sub_y=round(y + 17, 1),
        anchor=anchor,
    )


TREND_WIDTH, TREND_HEIGHT = 600, 160


@dataclass(frozen=True)
class Moment:
    """One moment of a trend: a share with its interval, all between 0 and 1; `value` None where it is not known."""

    label: str
    value: float | None
    low: float = 0
    high: float = 0


@dataclass(frozen=True)
class Trend:
    """A line with its band, ready for `core/components/trend.html`; broken where a value is not known."""

    lines: list[str]
    bands: list[str]
    dots: list[tuple[float, float]]
    ends: tuple[str, str]


def trend(moments: Sequence[Moment]) -> Trend:
    """The geometry of a trend from left to right, 0 at the bottom and 1 at the top."""
    step = TREND_WIDTH / max(1, len(moments) - 1)
    runs: list[list[tuple[float, Moment]]] = [[]]
    for number, moment in enumerate(moments):
        if moment.value is None:
            runs.append([])
        else:
            runs[-1].append((round(number * step, 1), moment))
    runs = [run for run in runs if run]
    lines = [[(x, _height(moment.value)) for x, moment in run] for run in runs]
    bands = [
        [(x, _height(m.high)) for x, m in run] + [(x, _height(m.low)) for x, m in reversed(run)]
        for run in runs
        if len(run) > 1
    ]
    return Trend(
        lines=[_path(line) for line in lines if len(line) > 1],
        bands=[_path(band) for band in bands],
        dots=[dot for line in lines for dot in line],
        ends=(moments[0].label, moments[-1].label) if moments else ("", ""),
    )


def _height(share: float | None) -> float:
    return round(TREND_HEIGHT * (1 - (share or 0)), 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
