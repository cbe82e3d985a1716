"""When terms make a mention, and which reason is given when they do not."""

import pytest

from tests.unit.watch.looking import ids, look, reasons, tags, term, watch
from workers.model.tags import Tags
from workers.model.watch import Scope
from workers.watch.match import NearMiss
from workers.watch.weigh import Because, outside

CONFLICT = "medtop:16000000"


def test_weights_of_distinct_terms_add_up() -> None:
    kim = watch(term("Kim Jong Un", weight=0.6), term("Pyongyang", weight=0.4))

    assert ids(look("Kim Jong Un in Pyongyang", kim)) == ("w",)
    assert look("Kim Jong Un and Kim Jong Un", kim).near == (
        NearMiss(watch_id="w", matched=("Kim Jong Un",), because=Because.WEIGHT_TOO_LOW),
    )


def test_ten_tenths_are_enough() -> None:
    """Added as floats they stay just under 1."""
    words = ("ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay")

    assert ids(look(" ".join(words), watch(*(term(word, weight=0.1) for word in words)))) == ("w",)


def test_a_term_inside_a_longer_one_of_the_same_watch_adds_nothing() -> None:
    kim = watch(term("Kim Jong Un", weight=0.6), term("Jong Un", weight=0.5))

    assert reasons(look("Kim Jong Un spoke.", kim)) == {"w": "weight_too_low"}


def test_two_spellings_that_fold_to_one_weigh_once() -> None:
    kim = watch(term("O’Neil Corp", weight=0.5), term("O'Neil Corp", weight=0.6))

    assert reasons(look("O'Neil Corp", kim)) == {"w": "weight_too_low"}


SHELL = watch(term("Shell", case="exact", listed="oil", near=20), lists={"oil": ("oil", "LNG")})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shell sells oil", True),
        ("oil is sold by Shell", True),
        ("Shell sells gas and LNG", True),
        ("Shell sells shoes", False),
        ("Shell sells shoes and never any oil", False),
        ("Shell sells boils", False),
        ("Shell sells, as it is said, nothing, and oil is bought; a Shell", True),
    ],
)
def test_a_needed_word_must_stand_near(text: str, *, found: bool) -> None:
    matches = look(text, SHELL)

    assert bool(matches.mentions) == found
    assert reasons(matches) == ({} if found else {"w": "needs_missing"})


def test_near_counts_the_characters_in_between() -> None:
    def near(characters: int) -> bool:
        return bool(look("Shell 34567 oil", watch(term("Shell", needs=("oil",), near=characters))).mentions)

    assert near(7)
    assert not near(6)


def test_a_needed_word_may_stand_anywhere_when_no_distance_is_given() -> None:
    anywhere = watch(term("Shell", needs=("refinery",)))

    assert ids(look("word " * 500 + "Shell", anywhere, title="A refinery burns")) == ("w",)


def test_a_needed_word_inside_the_term_itself_does_not_meet_its_need() -> None:
    assert reasons(look("Oil Corp sells.", watch(term("Oil Corp", needs=("oil",))))) == {"w": "needs_missing"}


def test_words_and_list_of_a_need_are_one_choice() -> None:
    both = watch(term("Shell", needs=("rig",), listed="oil"), lists={"oil": ("oil",)})

    assert ids(look("Shell has a rig", both)) == ids(look("Shell has oil", both)) == ("w",)


def test_a_need_no_word_can_meet_is_never_met() -> None:
    assert reasons(look("Shell oil", watch(term("Shell", listed="nowhere")))) == {"w": "needs_missing"}


def test_needed_words_take_the_endings_of_their_term() -> None:
    shell = watch(term("Шелл", inflect="ru", needs=("нефть",)))

    assert ids(look("Компания Шелл добывает много нефти.", shell)) == ("w",)


def test_a_term_whose_need_is_missing_adds_no_weight() -> None:
    mixed = watch(term("Shell", needs=("oil",), weight=0.5), term("London", weight=0.3), term("rig", weight=0.3))

    assert reasons(look("Shell in London with a rig", mixed)) == {"w": "needs_missing"}
    assert reasons(look("Shell in London", mixed)) == {"w": "weight_too_low"}


def test_only_terms_that_count_are_told() -> None:
    mixed = watch(term("Shell", needs=("oil",)), "Shell plc")

    assert look("Shell plc and a Shell.", mixed).mentions[0].matched == ("Shell plc",)


def test_an_article_with_an_unless_is_no_mention() -> None:
    korea = watch("North Korea", unless=("World Cup",))

    assert reasons(look("North Korea plays.", korea, title="The world cup begins")) == {"w": "unless_found"}


def test_one_of_the_required_words_must_stand_in_the_article() -> None:
    korea = watch("North Korea", requires=("missile", "sanctions"))

    assert ids(look("North Korea fires a missile", korea)) == ("w",)
    assert reasons(look("North Korea sings", korea)) == {"w": "requires_missing"}


def test_words_of_context_alone_name_nothing() -> None:
    context = watch("Korea", unless=("cup",), requires=("missile",), mask=("Korea Times",))

    assert look("a cup, a missile", context) == look("nothing")


def test_a_longer_word_of_context_hides_no_term() -> None:
    assert ids(look("North Korea Times", watch("North Korea", requires=("North Korea Times",)))) == ("w",)


@pytest.mark.parametrize(
    ("scope", "tagged", "source", "because"),
    [
        (Scope(), tags(), None, None),
        (Scope(regions=("KP", "KR")), tags(regions={"US": 1.0, "KR": 0.5}), None, None),
        (Scope(regions=("KR",)), tags(regions={"US": 1.0, "KR": 0.49}), None, Because.SCOPE_REGION),
        (Scope(regions=("030",)), tags(regions={"CN": 1.0}), None, None),
        (Scope(regions=("KR",)), tags(), None, Because.SCOPE_REGION),
        (Scope(topics=(CONFLICT,)), tags(topics=("medtop:15000000", CONFLICT)), None, None),
        (Scope(topics=(CONFLICT,)), tags(topics=("medtop:15000000",)), None, Because.SCOPE_TOPIC),
        (Scope(topics=(CONFLICT,)), tags(), None, Because.SCOPE_TOPIC),
        (Scope(languages=("zh",)), tags("zh-Hans"), None, None),
        (Scope(languages=("zh-Hant",)), tags("zh-Hans"), None, Because.SCOPE_LANGUAGE),
        (Scope(languages=("und",)), tags("und"), None, Because.SCOPE_LANGUAGE),
        (Scope(sources=("desk.example",)), tags(), "desk.example", None),
        (Scope(sources=("desk.example",)), tags(), "news.desk.example", None),
        (Scope(sources=("desk.example",)), tags(), "otherdesk.example", Because.SCOPE_SOURCE),
        (Scope(sources=("desk.example",)), tags(), None, Because.SCOPE_SOURCE),
    ],
)
def test_what_is_outside_the_scope_or_unknown_is_no_mention(
    scope: Scope, tagged: Tags, source: str | None, because: Because | None
) -> None:
    assert outside(scope, tagged, source) == because


def test_the_first_reason_is_the_one_given() -> None:
    scope = Scope(regions=("KP",), languages=("ko",))
    picky = watch("Korea", unless=("cup",), requires=("missile",), scope=scope)

    assert reasons(look("Korea, a cup", picky)) == {"w": "requires_missing"}
    assert reasons(look("Korea, a cup, a missile", picky)) == {"w": "unless_found"}
    assert reasons(look("Korea, a missile", picky)) == {"w": "scope_region"}
    assert reasons(look("Korea, a missile", picky, tagged=tags(regions={"KP": 1.0}))) == {"w": "scope_language"}
