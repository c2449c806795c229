"""No template carries script or style of its own, switches escaping off, or loads anything from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

FORBIDDEN = {
    "an inline style": r"<style\b|\sstyle\s*=",
    "an inline script": r"<script\b(?![^>]*\ssrc=)|<script\b[^>]*>[^<\s]",
    "an event attribute": r"\s(?:on[a-z]{3,}|hx-on[\w:.-]*)\s*=",
    "a javascript: address or js: value": r"javascript:|[\"']js:",
    "escaping switched off": r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off",
    "something loaded from elsewhere": r"(?:src|<link[^>]*href|action|hx-\w+)\s*=\s*[\"'](?:https?:)?//",
    "a trigger filter, which needs eval": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
}


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_a_template_holds_markup_only(path):
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    for what, pattern in FORBIDDEN.items():
        found = re.search(pattern, text, re.IGNORECASE)
        assert not found, f"{what}: {found[0]!r}"


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_a_template_can_be_read(path):
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize(
    ("sample", "what"),
    [
        ('<p style="x">', "an inline style"),
        ("<script>go()</script>", "an inline script"),
        ('<script src="a.js">go()</script>', "an inline script"),
        ('<a onclick="x">', "an event attribute"),
        ('<a hx-on::after-request="x">', "an event attribute"),
        ("{{ name | safe }}", "escaping switched off"),
        ('<img src="//cdn.example/x.png">', "something loaded from elsewhere"),
        ('<i hx-trigger="click[ctrlKey]">', "a trigger filter, which needs eval"),
    ],
)
def test_the_rules_catch_what_they_are_for(sample, what):
    assert re.search(FORBIDDEN[what], sample, re.IGNORECASE)


@pytest.mark.parametrize(
    "sample", ['<script type="module" src="a.js"></script>', '<option value="on">', '<p data-on="x">']
)
def test_the_rules_let_the_rest_be(sample):
    assert not any(re.search(pattern, sample, re.IGNORECASE) for pattern in FORBIDDEN.values())


def test_python_makes_no_markup():
    rooms = [path for room in ("newsroom", "articles", "annotations") for path in (ROOT / room).rglob("*.py")]
    assert [ids(path) for path in rooms if re.search(r"\bmark_safe\b|\bSafeString\b", path.read_text())] == []


STYLESHEETS = sorted((ROOT / "static/css").glob("*.css"))


@pytest.mark.parametrize("path", STYLESHEETS, ids=ids)
def test_a_stylesheet_keeps_to_its_layers_and_to_this_machine(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", text)
    depth = 0
    for line in text.splitlines():
        if depth == 0 and line.strip():
            assert line.lstrip().startswith("@layer"), f"outside the layers: {line.strip()}"
        depth += line.count("{") - line.count("}")
    assert depth == 0
