"""Where a term stands: boundaries, case, longer terms, titles; and the matcher against a plain search."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.watch.looking import INFLECTIONS, ids, look, named, reasons, tags, term, watch
from workers.model.watch import WatchTerms
from workers.watch.match import Found, NearMiss, find_mentions, inside_longer
from workers.watch.terms import compile_matcher
from workers.watch.weigh import Because


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("North Korea", "North Korea's army"),
        ("North Korea", "North Korea’s army"),
        ("North Korea", "in north korea, they say"),
        ("North Korea", "in North\nKorea"),
        ("North Korea", "in North   Korea"),
        ("O'Brien Group", "the O’Brien Group"),
        ("Rolls-Royce", "a Rolls‑Royce engine"),
        ("Shell", "an anti-Shell protest"),
        ("Iran", "l'Iran répond"),
        ("C++", "written in C++17"),
        (".NET", "the ASP.NET team"),
        ("北朝鮮", "昨日北朝鮮が発表"),
        ("เกาหลีเหนือ", "ประเทศเกาหลีเหนือทำ"),
        ("ロシア", "昨日ロシア軍が"),
        ("AI", "新しいAIシステム"),
        ("システム", "新しいAIシステム"),
        ("NATO", "어제 NATO는 말했다"),
        ("Straße", "die STRASSE dort"),
        ("office", "the oﬃce there"),
        ("Acme", "Acme™ says"),
        ("भारत", "आज भारत में"),
    ],
)
def test_a_term_is_found(name: str, text: str) -> None:
    assert named(text, name) == (name,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Iran", "Iranian officials"),
        ("Korea", "Koreatown"),
        ("Oman", "a Roman road, a woman"),
        ("G7", "G77 meets"),
        ("シリア", "朝のシリアルを"),
        ("भारत", "आज भारतीय सेना"),
        ("Caf", "Café"),
        ("Caf", "Cafe\u0301"),
        ("Stra", "Straße"),
        ("North Korea", "North. Korea"),
    ],
)
def test_part_of_another_word_is_not_the_term(name: str, text: str) -> None:
    assert named(text, name) == ()


@pytest.mark.parametrize(
    ("case", "name", "text", "found"),
    [
        ("auto", "US", "they told us", False),
        ("auto", "US", "the US army", True),
        ("auto", "UNESCO", "the Unesco list", False),
        ("auto", "Iran", "the iran talks", False),
        ("auto", "Iran", "the IRAN talks", True),
        ("auto", "Apple Inc", "shares of apple inc rose", True),
        ("auto", "oil", "OIL and Oil", True),
        ("any", "US", "they told us", True),
        ("exact", "Shell", "a shell, SHELLS", False),
        ("exact", "Shell", "a SHELL station", False),
        ("exact", "Shell", "a Shell station", True),
        ("exact", "iPhone", "an Iphone", False),
        ("exact", "İş Bankası", "an İş Bankası branch", True),
        ("exact", "Größe AG", "das war die größe ag", False),
    ],
)
def test_case_is_asked_for_as_the_term_says(case: str, name: str, text: str, *, found: bool) -> None:
    assert bool(named(text, term(name, case=case))) == found


LOUD = "WHO SHELL BE THE NEXT LEADER OF NATO"


def test_in_a_line_of_capitals_a_short_abbreviation_may_be_a_word() -> None:
    assert named("They will decide next week.", "WHO", title=LOUD) == ()


def test_in_a_line_of_capitals_a_term_counts_that_also_stands_elsewhere() -> None:
    who, shell = watch("WHO", watch_id="who"), watch(term("Shell", case="exact"), watch_id="shell")
    found = look("The WHO and Shell will decide.", who, shell, title=LOUD).mentions

    assert [(mention.watch_id, mention.in_title) for mention in found] == [("shell", True), ("who", True)]


def test_in_a_line_of_capitals_names_and_long_abbreviations_count() -> None:
    assert named("They will decide next week.", "NATO", "Iran", title=f"{LOUD} AND IRAN") == ("NATO", "Iran")


def test_an_article_all_in_capitals_is_taken_at_its_word() -> None:
    """Else an agency that writes in capitals would never name the EU; an exact term stays out."""
    text = "THE EU AND SHELL AGREED ON TUESDAY.\nTHE EU SAID SO."

    assert named(text, "EU", term("Shell", case="exact"), title="EU AND SHELL AGREE") == ("EU",)


def test_a_few_capitals_do_not_make_a_line_of_capitals() -> None:
    assert named("US GDP\nA table follows.", "US") == ("US",)


def test_the_title_is_told_apart() -> None:
    korea, japan = watch("Korea", watch_id="korea"), watch("Japan", watch_id="japan")

    assert look("Japan is there.", korea, japan, title="Korea is here").mentions == (
        Found(watch_id="japan", matched=("Japan",), in_title=False),
        Found(watch_id="korea", matched=("Korea",), in_title=True),
    )


def test_no_phrase_goes_from_the_title_into_the_text() -> None:
    assert named("Korea is far.", "North Korea", title="Winds from the North") == ()


def test_without_a_title_nothing_is_in_it() -> None:
    assert look("Korea", watch("Korea")).mentions[0].in_title is False


def test_a_term_inside_a_longer_term_of_another_watch_counts_for_the_longer() -> None:
    state, paper = watch("North Korea", watch_id="state"), watch("North Korea Times", watch_id="paper")
    matches = look("The North Korea Times wrote it.", state, paper)

    assert ids(matches) == ("paper",)
    assert matches.near == (NearMiss(watch_id="state", matched=("North Korea",), because=Because.INSIDE_LONGER),)


def test_a_term_that_also_stands_alone_counts() -> None:
    state, paper = watch("North Korea", watch_id="state"), watch("North Korea Times", watch_id="paper")

    assert ids(look("The North Korea Times is read in North Korea.", state, paper)) == ("paper", "state")


def test_a_longer_term_that_is_no_word_there_hides_nothing() -> None:
    """Taking the longest before asking for boundaries would lose the shorter one."""
    state, paper = watch("North Korea", watch_id="state"), watch("North Korea Time", watch_id="paper")

    assert ids(look("North Korea Timetable", state, paper)) == ("state",)


def test_a_longer_term_in_the_wrong_case_hides_nothing() -> None:
    fruit, firm = watch(term("shell", case="any"), watch_id="a"), watch(term("Shell Oil", case="exact"), watch_id="b")

    assert ids(look("a shell oil lamp", fruit, firm)) == ("a",)


def test_terms_that_only_overlap_both_count() -> None:
    assert named("the New York City Council", "New York City", "City Council") == ("New York City", "City Council")


def test_a_mask_hides_the_term_inside_it_from_its_own_watch_only() -> None:
    masked = watch("North Korea", watch_id="masked", mask=("North Korea Times",))
    other = watch("North Korea", watch_id="other")
    matches = look("The North Korea Times wrote it.", masked, other)

    assert ids(matches) == ("other",)
    assert reasons(matches) == {"masked": "masked"}


def test_a_term_outside_its_mask_counts() -> None:
    masked = watch("North Korea", mask=("North Korea Times",))

    assert ids(look("The North Korea Times wrote of North Korea.", masked)) == ("w",)


def test_two_watches_may_have_the_same_term() -> None:
    assert ids(look("in Korea", watch("Korea", watch_id="b"), watch("Korea", watch_id="a"))) == ("a", "b")


def test_what_matched_is_told_as_the_config_writes_it_and_in_its_order() -> None:
    assert named("the dprk, or NORTH KOREA", "North Korea", term("Dprk", case="any")) == ("North Korea", "Dprk")


def test_no_watches_find_nothing() -> None:
    assert look("any text").mentions == ()


def test_an_empty_term_finds_nothing() -> None:
    assert look("any text", watch("", " ")) == look("any text")


NAMES = st.lists(st.text("ab '-ßé", min_size=1, max_size=5), min_size=1, max_size=12, unique=True)
WORDS = st.text("ab '-ßéX\n.", max_size=40)


def plainly(name: str, text: str) -> set[tuple[int, int]]:
    """Every place of a name in a text, both folded in the simplest way."""
    places = range(len(text) - len(name) + 1)
    hits = {(place, place + len(name)) for place in places if text[place : place + len(name)] == name}
    return {
        (start, end)
        for start, end in hits
        if not (text[:start][-1:].isalnum() and name[0].isalnum())
        and not (text[end:][:1].isalnum() and name[-1].isalnum())
    }


def simply(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@given(NAMES, WORDS)
@settings(max_examples=400, deadline=None)
def test_one_automaton_finds_what_a_plain_search_finds(names: list[str], text: str) -> None:
    names = [name for name in names if simply(name)]
    watches = [WatchTerms(watch_id=f"{place:02}", terms=(term(name, case="any"),)) for place, name in enumerate(names)]
    places = {
        watch_id.watch_id: plainly(simply(name), simply(text)) for watch_id, name in zip(watches, names, strict=True)
    }
    every = {span for spans in places.values() for span in spans}
    inner = {one for one in every for other in every if one != other and other[0] <= one[0] and one[1] <= other[1]}
    matches = find_mentions(None, text, tags(), None, compile_matcher(watches, INFLECTIONS))

    assert ids(matches) == tuple(sorted(name for name, spans in places.items() if spans - inner))
    assert set(reasons(matches)) == {name for name, spans in places.items() if spans and not spans - inner}


@given(st.sets(st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair))), max_size=10))
@settings(deadline=None)
def test_a_span_is_inside_when_a_longer_one_holds_it(spans: set[tuple[int, int]]) -> None:
    inner = {one for one in spans for other in spans if one != other and other[0] <= one[0] and one[1] <= other[1]}

    assert inside_longer(spans) == inner
