"""What a person is told of terms that cannot work."""

import pytest

from tests.unit.watch.looking import term, watch
from workers.model.watch import Needs, Term, WatchTerms
from workers.watch.mistakes import mistakes_in, mistakes_in_words


def paths(terms: WatchTerms) -> tuple[str, ...]:
    return tuple(path for path, _, _ in mistakes_in(terms, {"oil"}, {"ru", "uk"}))


def test_good_terms_have_no_mistakes() -> None:
    terms = watch(
        term("Shell", case="exact", listed="oil", near=300, inflect="ru"),
        term("Kim", weight=0.6),
        mask=("Shell script",),
        unless=("World Cup",),
        requires=("北京",),
    )

    assert mistakes_in(terms, {"oil"}, {"ru"}) == ()


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        (term(""), "terms[1].text"),
        (term(" \u00ad "), "terms[1].text"),
        (term("--"), "terms[1].text"),
        (term("美"), "terms[1].text"),
        (term("kim", weight=0.0), "terms[1].weight"),
        (term("kim", weight=-1.0), "terms[1].weight"),
        (term("kim", weight=float("nan")), "terms[1].weight"),
        (term("kim", weight=float("inf")), "terms[1].weight"),
        (term("kim", case="lower"), "terms[1].case"),
        (term("kim", inflect="xx"), "terms[1].inflect"),
        (term("kim", listed="gas"), "terms[1].needs.list"),
        (term("kim", needs=("park", "")), "terms[1].needs.words[1]"),
        (Term(text="kim", needs=Needs()), "terms[1].needs"),
        (term("kim", near=20), "terms[1].near"),
        (term("kim", needs=("park",), near=-1), "terms[1].near"),
        (term("GOOD"), "terms[1].text"),
    ],
)
def test_a_wrong_term_is_told_by_its_path(wrong: Term, path: str) -> None:
    assert paths(watch("Good", wrong)) == (path,)


@pytest.mark.parametrize("field", ["mask", "unless", "requires"])
def test_an_empty_phrase_is_told_by_its_path(field: str) -> None:
    assert paths(watch("Good", **{field: ("fine", " ")})) == (f"{field}[1]",)  # type: ignore[arg-type]  # one of three


def test_a_watch_without_terms_is_a_mistake() -> None:
    assert paths(watch()) == ("terms",)


def test_weights_that_never_reach_one_are_a_mistake() -> None:
    assert paths(watch(term("a b", weight=0.5), term("c d", weight=0.4))) == ("terms",)


def test_a_mask_that_is_the_whole_term_is_a_mistake() -> None:
    assert paths(watch("Good", mask=("good",))) == ("mask[0]",)


def test_an_empty_mask_is_told_once() -> None:
    assert paths(watch("Good", "", mask=("",))) == ("terms[1].text", "mask[0]")


def test_what_was_found_and_expected_is_told() -> None:
    assert mistakes_in(watch(term("kim", listed="gas")), {"oil", "coal"}, ()) == (
        ("terms[0].needs.list", "'gas'", "one of coal, oil"),
    )


def test_a_list_of_words_is_checked_by_itself() -> None:
    assert [path for path, _, _ in mistakes_in_words("lists.oil", ("oil", ""))] == ["lists.oil[1]"]
