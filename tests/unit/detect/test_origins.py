"""Copies are one origin; what was seen within a day is not new."""

from datetime import UTC, datetime, timedelta

import pytest

from workers.detect.origins import LEADERS, Fold, Kept, Seen, fold_all, fold_mention, remember
from workers.ingest.fingerprint import anchors, signature
from workers.model.page import Position
from workers.model.signal import Mention

DAY_S = 86_400
T0 = datetime(2024, 6, 18, tzinfo=UTC)
CALENDAR = frozenset({"tuesday", "april"})
LETTER = (
    "The harbour of Skagen stays shut until April after the storm tore a hole of 40 metres into its mole on Tuesday.",
    "Forty boats lie in Hirtshals, and the auction has moved to a tent behind the ice house of Mads Kjeldsen.",
    "A crane from Rotterdam is to lift 300 blocks of granite into the gap, said Birgit Holm of the port authority.",
    "She does not yet know who pays for it: the ministry in Copenhagen has offered 12 million crowns, half of the sum.",
    "The skippers want the money by Easter. In Hirtshals each night costs them 450 crowns, and the way to the sand is",
    "longer by 27 miles, so that the small boats of Ole Vestergaard have not gone out at all.",
    "Older people in Skagen say that the mole was never mended as it should have been after the winter of 1981.",
)
QUAKE = (
    "An earthquake of magnitude {} shook the coast near {} on Tuesday, the Seismic Office said. There were no reports "
    "of damage or injuries, and no warning of a wave was given. The quake struck at {} in the morning at a depth of {} "
    "kilometres, the office said. {}, the mayor, asked people to keep away from the cliffs for a day."
)
QUAKES = tuple(
    QUAKE.format(*slots)
    for slots in (
        ("5.2", "Aldermere", "10.14", 31, "Pia Sorrel"),
        ("4.7", "Porthallow", "11.40", 18, "Enzo Quince"),
        ("6.1", "Vastervik", "10.52", 44, "Hanne Lund"),
        ("4.4", "Castro Novo", "12.09", 63, "Rui Tavares"),
        ("5.8", "Ballinrath", "13.27", 25, "Orla Keane"),
    )
)


def text(number: int, changed: int = 0) -> bytes:
    """A signature of its own for each number; ``changed`` of its 64 bytes differ from the plain one's."""
    return bytes((number * 31 + place * 7 + (97 if place < changed else 0)) % 256 for place in range(64))


def mention(
    article: int, *, after_s: int = 0, signature: bytes | None = None, anchors: tuple[int, ...] = (1,)
) -> Mention:
    return Mention(
        watch_id="w",
        counted="c",
        article_id=f"{article:012x}"[::-1],
        at=T0 + timedelta(seconds=after_s),
        position=Position(input="pages", offset=article),
        signature=text(article) if signature is None else signature,
        anchors=anchors,
    )


def folds(*mentions: Mention, seen: Seen | None = None) -> list[Fold]:
    return [kept.fold for kept in fold_all(seen or Seen(), mentions, DAY_S)]


def test_twelve_copies_are_one_origin() -> None:
    copies = [mention(number, after_s=number, signature=text(1, changed=number)) for number in range(12)]

    assert folds(*copies) == [Fold.ORIGIN] + [Fold.COPY] * 11


def test_different_texts_are_origins() -> None:
    assert folds(mention(1), mention(2), mention(3)) == [Fold.ORIGIN] * 3


def test_a_page_fetched_again_adds_nothing() -> None:
    assert folds(mention(1), mention(1, after_s=60)) == [Fold.ORIGIN, Fold.REPEAT]


def test_copies_that_trickle_in_over_hours_fold_into_the_closed_leader() -> None:
    seen = remember(Seen(), fold_all(Seen(), [mention(1)], DAY_S), DAY_S)

    assert folds(mention(2, after_s=3 * 3_600, signature=text(1, changed=9)), seen=seen) == [Fold.COPY]


def test_a_copy_is_credited_to_the_leader_most_alike() -> None:
    near, far = mention(1, signature=text(9, changed=20)), mention(2, signature=text(9)[:10] + text(50)[10:])

    copy = fold_mention(Seen(), fold_all(Seen(), [far, near], DAY_S), mention(3, signature=text(9)), DAY_S)

    assert copy.fold is Fold.COPY
    assert copy.leader == int(near.article_id[:8], 16)


def test_templated_briefs_without_a_shared_name_or_number_are_origins() -> None:
    """Earnings reports read alike word for word and tell of different companies."""
    briefs = mention(1, signature=text(1), anchors=(5, 6)), mention(2, signature=text(1), anchors=(7, 8))

    assert folds(*briefs) == [Fold.ORIGIN, Fold.ORIGIN]


def test_a_phrase_in_common_is_no_copy_without_names_in_common() -> None:
    """Nine equal bytes of 64 are often chance, and one name of eight is the place both tell of."""
    few, many = (1, 2, 3, 4, 5, 6, 7, 8), (1, 12, 13, 14, 15, 16, 17, 18)
    phrase = text(1)[:9] + text(50)[9:]

    assert folds(mention(1, anchors=few), mention(2, signature=phrase, anchors=many)) == [Fold.ORIGIN, Fold.ORIGIN]
    assert folds(mention(1, anchors=few), mention(2, signature=phrase, anchors=few)) == [Fold.ORIGIN, Fold.COPY]


def test_what_lies_above_the_anchors_kept_of_a_long_text_counts_neither_for_nor_against() -> None:
    """A long text keeps its lowest eight; of the short one, cut from it, higher ones are left."""
    long, cut = (1, 2, 3, 4, 5, 6, 7, 8), (2, 7, 30, 40, 50)
    shared = text(1)[:12] + text(50)[12:]

    assert folds(mention(1, anchors=long), mention(2, signature=shared, anchors=cut)) == [Fold.ORIGIN, Fold.COPY]


@pytest.mark.parametrize(("equal", "expected"), [(13, Fold.ORIGIN), (14, Fold.COPY)])
def test_texts_without_names_and_numbers_are_compared_by_their_words_alone(equal: int, expected: Fold) -> None:
    shared = text(1)[:equal] + text(50)[equal:]

    assert folds(mention(1, anchors=()), mention(2, signature=shared, anchors=(3,))) == [Fold.ORIGIN, expected]


def test_short_reports_of_one_kind_are_told_apart() -> None:
    """They share their form, the day and the office; the places, people and figures are others."""
    assert folds(*(report(number, quake) for number, quake in enumerate(QUAKES))) == [Fold.ORIGIN] * len(QUAKES)


@pytest.mark.parametrize("paragraphs", [2, 3, 5])
def test_a_story_cut_short_is_a_copy_whichever_is_seen_first(paragraphs: int) -> None:
    whole, cut = report(1, "\n".join(LETTER)), report(2, "\n".join(LETTER[:paragraphs]))

    assert folds(whole, cut) == folds(cut, whole) == [Fold.ORIGIN, Fold.COPY]


def test_a_story_with_a_new_beginning_and_end_is_a_copy() -> None:
    """As a paper prints a wire's: a lead of its own, a paragraph left out, a word changed here and there."""
    own = "For the boats of Skagen the winter is not over: their harbour cannot be used before spring."
    edited = "\n".join((own, *LETTER[:2], LETTER[2].replace("said", "says"), *LETTER[4:6]))

    assert folds(report(1, "\n".join(LETTER)), report(2, edited)) == [Fold.ORIGIN, Fold.COPY]


def report(article: int, written: str) -> Mention:
    """An article with the fingerprint of its text."""
    named = tuple(number for _, number in anchors(written, CALENDAR)[:8])
    return mention(article, signature=signature(written), anchors=named)


@pytest.mark.parametrize(("hours", "expected"), [(23, Fold.COPY), (25, Fold.ORIGIN)])
def test_what_is_older_than_the_fold_counts_again(hours: int, expected: Fold) -> None:
    seen = remember(Seen(), fold_all(Seen(), [mention(1)], DAY_S), DAY_S)

    assert folds(mention(2, after_s=hours * 3_600, signature=text(1)), seen=seen) == [expected]


def test_what_is_seen_again_stays_seen() -> None:
    """A page fetched every hour for a week is one article."""
    seen = Seen()
    counted: list[Fold] = []
    for hour in range(0, 168, 6):
        kept = fold_all(seen, [mention(1, after_s=hour * 3_600)], DAY_S)
        counted += [one.fold for one in kept]
        seen = remember(seen, kept, DAY_S)

    assert counted == [Fold.ORIGIN] + [Fold.REPEAT] * (len(counted) - 1)


def test_texts_too_short_to_compare_are_told_apart_by_id_alone() -> None:
    assert folds(mention(1, signature=b""), mention(2, signature=b"")) == [Fold.ORIGIN, Fold.ORIGIN]


def test_memory_of_leaders_is_bounded_and_drops_the_oldest() -> None:
    seen = Seen()
    for number in range(LEADERS + 30):
        signature = bytes((number * 7 + place * (number + 3)) % 256 for place in range(64))
        one = Kept(mention=mention(number, after_s=number, signature=signature), fold=Fold.ORIGIN, leader=number)
        seen = remember(seen, [one], DAY_S)

    assert len(seen.leader_keys) == LEADERS
    assert seen.leader_keys[0] == 30
    assert len(seen.signatures) + len(seen.anchors) + 12 * LEADERS <= 16 * 1024
