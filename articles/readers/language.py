"""Which language a text is in, when nobody said."""

from functools import cache

_LOOK_AT = 2000
_SURE = 0.55


@cache
def _identifier():
    # Takes a moment and some memory: only loaded when a text comes without a language.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> str:
    """A language code, or an empty string when the text is too short or the answer too unsure."""
    sample = text[:_LOOK_AT]
    if len(sample) < 40:
        return ""
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else ""
