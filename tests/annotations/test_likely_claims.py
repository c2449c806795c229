"""Which claims the composer offers, and how widely each is carried."""

import pytest
from django.db import connection

from annotations.models import Claim, ClaimUse, Quote, Wording
from annotations.services import likely
from articles.services.copies import link_copies
from articles.services.judging import tell_apart
from tests import factories
from tests.factories_readings import BODY, human_reading, make_article, make_claim, record

pytestmark = pytest.mark.django_db

SWIM = "Some people in the water could not swim."
STATEMENT = [
    "“We found people in the water,” Orlec said to reporters there. “Not all of them could swim.” He left.",
    "Bashar Orlec of the Port Aldane Fire School, Port Aldane, spoke at length of an attack.",
    "The Valley Banner Movement denies every attack; a Velmarian officer asked for calm now.",
]
ASKED = "people in the water could not swim"


@pytest.fixture
def quote():
    return Quote.objects.get(reading=human_reading())


def in_record(text: str, *, article=None, state="closed", use=None):
    """A claim made by the quote of a record; ``use`` is another use of the claim that is meant."""
    reading = record(article=article, state=state)
    there = Quote.objects.get(reading=reading)
    if use is None:
        return make_claim(factories.eda(), text, there)
    return ClaimUse.objects.create(quote=there, claim=use.claim, wording=use.wording)


def offered(quote, words=ASKED, actor=None):
    return likely.likely_claims(actor=actor or factories.ada(), quote=quote, words=words)


def test_claims_that_share_words_come_first_and_others_not_at_all(quote):
    close, far = in_record(SWIM), in_record("Several people could swim in the calm lake on Monday, it is believed.")
    in_record("The dam had leaked since March.")
    assert [claim.pk for claim in offered(quote)] == [close.claim_id, far.claim_id]
    assert offered(quote, "the of and") == offered(quote, "") == offered(quote, "a ' | & ! ( \\ :* <->") == []


def test_only_records_and_ones_own(quote):
    mine = make_claim(
        factories.ada(), "People could not swim in the water.", Quote.objects.get(reading=human_reading())
    )
    known = in_record(SWIM)
    hidden = human_reading(factories.ben(), quote.reading.article)
    make_claim(factories.ben(), SWIM, Quote.objects.get(reading=hidden))
    submitted = human_reading(factories.ben(), state="submitted")
    make_claim(factories.ben(), SWIM, Quote.objects.get(reading=submitted))
    in_record(SWIM, state="open")
    make_claim(factories.ada(), SWIM)
    assert {claim.pk for claim in offered(quote)} == {mine.claim_id, known.claim_id}
    # An editor may see what was submitted, but it is no record yet.
    assert {claim.pk for claim in offered(quote, actor=factories.eli())} == {known.claim_id}
    assert offered(quote, actor=factories.stranger()) == []


def test_what_the_quote_carries_and_what_was_merged_is_not_offered(quote):
    use = in_record(SWIM)
    merged = in_record("People in the water could not swim.")
    Claim.objects.filter(pk=merged.claim_id).update(merged_into=use.claim)
    assert [claim.pk for claim in offered(quote)] == [use.claim_id]
    own = ClaimUse.objects.create(quote=quote, claim=use.claim, wording=use.wording)
    assert offered(quote) == []
    ClaimUse.objects.filter(pk=own.pk).update(state="removed")
    assert [claim.pk for claim in offered(quote)] == [use.claim_id]


def test_any_wording_is_found_and_the_latest_is_shown(quote):
    use = in_record(SWIM)
    Wording.objects.create(claim=use.claim, n=2, text="Drowning was the cause of death.", created_by=factories.eda())
    assert [claim.text for claim in offered(quote)] == ["Drowning was the cause of death."]
    assert [claim.text for claim in offered(quote, "drowning was the cause")] == ["Drowning was the cause of death."]


def test_it_says_how_many_outlets_and_independent_texts_carry_a_claim(quote):
    first = make_article(outlet="Harbour Courier")
    use = in_record(SWIM, article=first)
    other_headline = make_article(outlet="Valley Post", headline="Port Aldane under another headline")
    in_record(SWIM, article=other_headline, use=use)
    longer = make_article(outlet="Valley Post", body=[*BODY, "It rained."])
    in_record(SWIM, article=longer, use=use)
    other = make_article(outlet="The Ministry", headline="Statement on the events", standfirst="", body=STATEMENT)
    in_record(SWIM, article=other, use=use)
    in_record(SWIM, article=make_article(outlet="Not approved"), use=use, state="open")
    link_copies([first, other_headline, longer, other])
    (claim,) = offered(quote)
    assert (claim.outlets, claim.texts) == (3, 2)
    tell_apart(actor=factories.eda(), left=first, right=longer)
    (claim,) = offered(quote)
    assert (claim.outlets, claim.texts) == (3, 3)


def test_a_quote_that_was_rejected_makes_no_claim(quote):
    use = in_record(SWIM)
    other = in_record(SWIM, article=make_article(outlet="Valley Post", body=[*BODY, "It rained."]), use=use)
    Quote.objects.filter(pk=other.quote_id).update(state="rejected")
    (claim,) = offered(quote)
    assert (claim.outlets, claim.texts) == (1, 1)
    Quote.objects.filter(pk=use.quote_id).update(state="rejected")
    assert offered(quote) == []
    # It keeps its claim all the same: the rejection may be taken back.
    assert set(ClaimUse.objects.values_list("state", flat=True)) == {"attached"}


def test_ones_own_claim_is_in_no_record(quote):
    make_claim(factories.ada(), SWIM, Quote.objects.get(reading=human_reading()))
    (claim,) = offered(quote)
    assert (claim.outlets, claim.texts) == (0, 0)


def test_the_number_of_queries_does_not_grow(quote, django_assert_num_queries):
    offered(quote)  # what is asked once of a person is asked
    for n in range(2):
        use = in_record(SWIM)
        for _ in range(3 * n):
            in_record(SWIM, use=use)
        with django_assert_num_queries(5 + 2):  # and two to fetch ada and her roles
            assert len(offered(quote)) == n + 1


@pytest.mark.parametrize(
    ("shares", "rows", "chosen"),
    [
        ({"dam": 0.001, "peopl": 0.3}, 100_000, ["dam"]),
        ({"dam": 0.001, "peopl": 0.3}, 0, ["dam", "peopl"]),
        ({"peopl": 0.3, "kill": 0.2}, 100_000, ["kill"]),
        ({"dam": 0.001, "orlec": 0.0001, "port": 0.002, "peopl": 0.3}, 500_000, ["orlec", "dam", "port"]),
    ],
)
def test_only_the_rarest_words_are_looked_up(shares, rows, chosen):
    assert likely.rare(shares, rows) == chosen


def many(count: int) -> None:
    """Claims that all share two words, in the database's own statements."""
    author = factories.eda()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO annotations_claim (created_by_id, created_at) SELECT %s, now() FROM generate_series(1, %s)",
            [author.pk, count],
        )
        cursor.execute(
            "INSERT INTO annotations_wording (claim_id, n, text, created_by_id, created_at) "
            "SELECT id, 1, 'People were killed at place' || id %% 997 || ' by group' || id %% 89, %s, now() "
            "FROM annotations_claim",
            [author.pk],
        )
        # Of the claims, too: the keys of all these rows are looked up in a plan that was made for a handful of them.
        cursor.execute("ANALYZE annotations_claim, annotations_wording")


def test_common_words_among_very_many_claims_are_left_to_the_comparison(quote):
    many(20_000)
    use = in_record("People were killed at the quay by Velmarian officers.")
    shares, rows = likely._shares("people were killed at the quay")
    assert rows == 20_000
    assert shares["peopl"] > 0.9 > 0.1 > shares["quay"]
    assert likely.rare(shares, rows) == ["quay"]
    assert [claim.pk for claim in offered(quote, "People were killed at the quay")] == [use.claim_id]


def test_the_index_answers(quote):
    many(20_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT claim_id FROM annotations_wording WHERE search @@ to_tsquery('simple', 'place7')"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "wording_by_words" in plan
