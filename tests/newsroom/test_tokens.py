"""The colours can be read: the contrast that ``static/css/tokens.css`` promises, in light and in dark.

And no sheet makes a long text slow.
"""

import re

import pytest
from django.conf import settings

SHEETS = sorted((settings.BASE_DIR / "static/css").glob("*.css"))
CSS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS)
}
KINDS = [f"kind-{kind}" for kind in ("person", "place", "group", "event")]
PAGES = ["paper", "surface", "sunken"]

PAIRS = [
    *(
        (text, page, 4.5)
        for page in PAGES
        for text in ("ink", "ink-2", "ink-3", "accent", "danger", "warn", "ok", *KINDS)
    ),
    *((text, f"{text}-wash", 4.5) for text in ("accent", "danger", "warn", "ok", *KINDS)),
    *(("ink", wash, 7) for wash in (*(f"{kind}-wash" for kind in KINDS), "accent-wash", "danger-wash", "mark")),
    ("accent-strong", "accent-wash", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    *(("line-strong", page, 3) for page in PAGES),
    *((kind, page, 3) for page in PAGES for kind in KINDS),
    *(("accent", page, 3) for page in PAGES),  # the focus ring
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast(theme, front, back, least):
    assert contrast(COLOURS[front][theme], COLOURS[back][theme]) >= least


def test_kinds_differ_by_line_as_well():
    lines = [
        (re.search(rf"--{kind}-line: (\w+)", CSS)[1], re.search(rf"--{kind}-width: ([\w.]+)", CSS)[1]) for kind in KINDS
    ]
    assert len(set(lines)) == len(KINDS)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_sheet_asks_the_whole_workspace_what_is_inside_of_it(sheet):
    # Every mark that is drawn anew would make the browser style and lay out all of the text: see layers.js.
    assert not re.search(r"#(?:workspace|text|text-pane)[^\s,{]*:has\(", sheet.read_text())
