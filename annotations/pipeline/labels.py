"""The one place where a pipeline's entity labels become our four kinds.

OntoNotes (en_core_web_* and the packages for Chinese, Japanese, Greek, Finnish and others), CoNLL, WikiNER and UNER
(PER/LOC/ORG/MISC: German, French, Spanish, Russian and others), the schemes of single packages (Norwegian, Swedish,
Polish, Korean, Romanian), and the default pipeline's own. What is not listed (dates, amounts, works of art, MISC) is
not tagged.
"""

from __future__ import annotations

_LABELS = {
    "person": "PERSON PER PERS PRS PS persName",
    "place": "PLACE GPE LOC FAC FACILITY GPE_LOC LC placeName geogName",
    "group": "ORG NORP ORGANIZATION GPE_ORG OG orgName NAT_REL_POL",
    "event": "EVENT EVT EVN",
}
KIND_OF_LABEL = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
OWN_LABEL = {"person": "PERSON", "place": "PLACE", "group": "ORG", "event": "EVENT"}
DEMONYM = "NORP"
