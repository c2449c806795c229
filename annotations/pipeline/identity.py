"""Which pipeline a name means, read from its ``meta.json`` without loading spaCy: cheap enough for a web request."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

DEFAULT = "default"
ACCURATE = "accurate"  # another word for the default: names by the encoder
FAST = "fast"  # the same package, names by its small network
RULES = "rules"  # no model at all: what the rules find by themselves, in any language
SHIPPED = {DEFAULT: DEFAULT, ACCURATE: DEFAULT, FAST: FAST}  # what an analysis by them is called
SHIPPED_MODEL = Path(__file__).parent / "model"
# Raised when the rules change what they find; the version of an analysis names model and rules.
RULES_VERSION = "4"


class PipelineNotFound(Exception):
    """The pipeline named in the settings is not on this machine; the message says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two analyses comparable: the pipeline's name and version, and the language it was made for."""

    name: str
    version: str
    language: str


def pipeline_identity(name_or_path: str = DEFAULT) -> Identity:
    """The identity that ``load_pipeline`` gives the same pipeline."""
    if name_or_path == RULES:
        return Identity(RULES, RULES_VERSION, "xx")
    folder = SHIPPED_MODEL if name_or_path in SHIPPED else _package_folder(name_or_path) or Path(name_or_path)
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        language, name, version = str(meta["lang"]), str(meta["name"]), str(meta["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineNotFound(
            f"The pipeline “{name_or_path}” is neither an installed spaCy package nor a pipeline's folder: "
            f"no usable meta.json in {folder}."
        ) from error
    name = SHIPPED.get(name_or_path) or f"{language}_{name}"
    return Identity(name, f"{version}+rules{RULES_VERSION}", language)


def _package_folder(name: str) -> Path | None:
    """The folder of an installed package, found without importing it."""
    if not name.isidentifier():
        return None
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
