"""Word lists as they read best: plain words in a string."""


def word_set(text: str) -> frozenset[str]:
    """The words of a string, which may run over lines."""
    return frozenset(text.split())
