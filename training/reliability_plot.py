"""The reliability plot: what was promised against what came true, drawn as an SVG for light and dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from xml.sax.saxutils import escape

from annotations.pipeline.evaluation.calibrating import Reliability, off_by

SIDE, LEFT, TOP, GAP = 200, 46, 44, 60
TITLES = {"names": "Names", "events": "Event words", "quotes": "Quotes and speakers"}
STYLE = """
text { font: 11px system-ui, sans-serif; fill: #333 } .title { font-weight: 600; font-size: 13px }
.frame, .ideal { fill: none; stroke: #999 } .ideal { stroke-dasharray: 3 4 }
.before { fill: none; stroke: #888; stroke-width: 1.5 } .after { fill: #1f6f8b; fill-opacity: .75 }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd } .frame, .ideal { stroke: #777 } .before { stroke: #999 } .after { fill: #6cc4dd }
}
"""


def drawn(panels: Mapping[str, tuple[Sequence[Reliability], Sequence[Reliability]]], pipeline: str) -> str:
    """One panel for each kind of proposal; circles as large as there are proposals in them."""
    name = escape(pipeline)
    width = LEFT + len(panels) * (SIDE + GAP)
    height = TOP + SIDE + 76
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="Reliability of “{name}”: probability promised, share that came true">',
        f"<style>{STYLE}</style>",
    ]
    for number, (what, (before, after)) in enumerate(panels.items()):
        parts += panel(LEFT + number * (SIDE + GAP), TITLES.get(what, what), before, after)
    y = TOP + SIDE + 62
    parts += [
        f'<circle class="before" cx="{LEFT + 6}" cy="{y - 4}" r="5"/>',
        f'<text x="{LEFT + 18}" y="{y}">before</text>',
        f'<circle class="after" cx="{LEFT + 76}" cy="{y - 4}" r="5"/>',
        f'<text x="{LEFT + 88}" y="{y}">“{name}” calibrated, on articles that the curves were not fitted on</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def panel(left: float, title: str, before: Sequence[Reliability], after: Sequence[Reliability]) -> list[str]:
    bottom = TOP + SIDE
    total = max(sum(point.count for point in after), 1)
    lines = [
        f'<text class="title" x="{left}" y="{TOP - 24}">{title}</text>',
        f'<text x="{left}" y="{TOP - 8}">{total:,} proposals; off by {off_by(before):.2f} → {off_by(after):.2f}</text>',
        f'<rect class="frame" x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        f'<line class="ideal" x1="{left}" y1="{bottom}" x2="{left + SIDE}" y2="{TOP}"/>',
        f'<text x="{left + SIDE / 2}" y="{bottom + 34}" text-anchor="middle">promised</text>',
    ]
    for share in (0, 0.5, 1):
        lines.append(f'<text x="{left + share * SIDE}" y="{bottom + 16}" text-anchor="middle">{share:g}</text>')
        lines.append(f'<text x="{left - 6}" y="{bottom - share * SIDE + 4}" text-anchor="end">{share:g}</text>')
    middle = TOP + SIDE / 2
    turned = f'transform="rotate(-90 {left - 26} {middle})"'
    lines.append(f'<text x="{left - 26}" y="{middle}" text-anchor="middle" {turned}>came true</text>')
    for style, points in (("before", before), ("after", after)):
        for point in points:
            x, y = left + point.promised * SIDE, bottom - point.true * SIDE
            radius = 2.5 + 16 * sqrt(point.count / total)
            told = f"{point.promised:.2f} promised, {point.true:.2f} true, of {point.count}"
            lines.append(
                f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{told}</title></circle>'
            )
    return lines
