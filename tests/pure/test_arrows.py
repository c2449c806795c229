"""Imports point one way: pure → models → services → views → urls, and annotations → articles, never back."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PURE_DJANGO_FREE = [
    "articles/text.py",
    "articles/duplicates.py",
    "articles/pace.py",
    "articles/spreadsheet.py",
    "articles/stories.py",
    "articles/comparing.py",
    "articles/fetching",
    "articles/outcomes.py",
    "articles/readers",
    "annotations/pipeline",
    "annotations/drawing.py",
    "annotations/segments.py",
    "annotations/alignment.py",
    "annotations/matching.py",
    "annotations/similarity.py",
    "annotations/mentions.py",
    "annotations/normalise.py",
    "annotations/passages.py",
    "annotations/wording.py",
    "annotations/exposure.py",
    "annotations/export",
]

# Later layers may import earlier ones of the same app, never the other way round.
LAYERS = ["models", "permissions", "services", "forms", "views", "urls"]


def python_files(place: str) -> list[Path]:
    path = ROOT / place
    if path.is_dir():
        return sorted(path.rglob("*.py"))
    return [path] if path.exists() else []


def imports(path: Path) -> set[str]:
    """Dotted names a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def names(path: Path, *prefixes: str) -> list[str]:
    return sorted(
        name for name in imports(path) if any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)
    )


@pytest.mark.parametrize("place", PURE_DJANGO_FREE)
def test_pure_rooms_know_nothing_of_django(place):
    files = python_files(place)
    assert files, f"{place} is gone"
    for path in files:
        assert not names(path, "django", "newsroom", "articles.models", "articles.services"), path


def test_articles_never_import_annotations():
    for path in python_files("articles"):
        assert not names(path, "annotations"), path


def test_text_needs_only_the_standard_library_and_regex():
    assert not names(ROOT / "articles/text.py", "articles", "annotations", "newsroom", "spacy")


@pytest.mark.parametrize("app", ["articles", "annotations"])
@pytest.mark.parametrize("layer", LAYERS)
def test_layers_import_only_leftward(app, layer):
    later = [f"{app}.{name}" for name in LAYERS[LAYERS.index(layer) + 1 :]]
    for path in python_files(f"{app}/{layer}") + python_files(f"{app}/{layer}.py"):
        assert not names(path, *later), path


def test_the_check_sees_a_wrong_arrow(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def late():\n    from annotations.models import Tag\n    return Tag\n")
    assert names(wrong, "annotations") == ["annotations.models", "annotations.models.Tag"]
