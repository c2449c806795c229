"""Which names a note calls."""

import pytest

from annotations.mentions import mentioned


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("nobody here", []),
        ("@eda", [("eda",)]),
        ("Please look, @Eda and @ben_2: who is it?", [("eda",), ("ben_2",)]),
        ("ask @eda.", [("eda.", "eda")]),
        ("ask (@eda.brown)...", [("eda.brown",)]),
        ("@eda's note", [("eda",)]),
        ("@eda @eda @EDA", [("eda",)]),
        ("mail eda@example.org", []),
        ("mail eda.b@example.org or x+@y", []),
        ("@ alone, @. and @@", []),
        ("@şule @李", [("şule",), ("李",)]),
        ("line\n@eda\n", [("eda",)]),
    ],
)
def test_names_are_found_as_they_may_be_meant(text, names):
    assert mentioned(text) == names


def test_a_very_long_name_is_no_trouble():
    assert len(mentioned("@" + "a" * 2000)) == 1
    assert len(mentioned("@" + "-" * 2000)) == 0
