from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct, field

from workers.config.decode import decode
from workers.config.node import Place
from workers.config.read import read_yaml
from workers.model.setting import Duration, TimeOfDay


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Hook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="hook"):
    url: str


class Mail(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="mail"):
    to: tuple[str, ...]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str
    weight: Annotated[float, Meta(gt=0)] = 1.0


class Whole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str | None = None
    names: tuple[str, ...] = ()
    count: int = 0
    share: float = 0.0
    on: bool = False
    colour: Colour = Colour.RED
    size: Literal["small", "large"] = "small"
    wait: Duration = Duration("5m")
    at: TimeOfDay = TimeOfDay("00:00")
    since: datetime | None = None
    parts: tuple[str | Part, ...] = ()
    sets: dict[str, tuple[str, ...]] = {}
    ways: tuple[Hook | Mail, ...] = ()
    from_: str = field(name="from", default="")
    inner: Part = Part(text="here")
    left: Place | None = None


class Ordered(Struct, frozen=True, kw_only=True):
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.high < self.low:
            raise ValueError("found a high below low; expected one at or above it")


def place(text: str) -> Place:
    parsed = read_yaml(text, "f.yaml")
    assert parsed.place is not None
    return parsed.place


def value(text: str) -> Whole:
    decoded = decode(place(text), Whole)
    assert decoded.value is not None
    return decoded.value


def mistakes(text: str) -> list[str]:
    return [str(mistake) for mistake in decode(place(text), Whole).mistakes]


@pytest.mark.parametrize("word", ["NO", "no", "on", "true", "030", "22:00", "1.50", "2024-07-01"])
def test_a_text_field_gets_the_word_as_it_stands(word: str) -> None:
    assert value(f"{{name: {word}, names: [{word}]}}") == Whole(name=word, names=(word,))


def test_a_word_becomes_what_its_field_wants() -> None:
    text = """
    count: 030
    share: 0.6
    on: true
    colour: blue
    size: large
    wait: 90s
    at: 22:00
    since: 2024-07-01T02:00:00+02:00
    from: here
    """

    assert value(text) == Whole(
        count=30,
        share=0.6,
        on=True,
        colour=Colour.BLUE,
        size="large",
        wait=Duration("90s"),
        at=TimeOfDay("22:00"),
        since=datetime(2024, 7, 1, tzinfo=UTC),
        from_="here",
    )


@pytest.mark.parametrize("word", ["NO", "on", "yes", "True", "1"])
def test_only_true_and_false_are_bools(word: str) -> None:
    assert mistakes(f"on: {word}") == [f'f.yaml:1: on: found "{word}"; expected true or false']


@pytest.mark.parametrize("word", ["nan", ".inf", "1e999", "0x10", "1_000", "one", "''", "~", "9" * 5000])
def test_a_number_is_a_plain_finite_decimal(word: str) -> None:
    assert len(mistakes(f"share: {word}")) == len(mistakes(f"count: {word}")) == 1


@pytest.mark.parametrize("word", ["2024-07-01T00:00:00", "2024-07-01", "0001-01-01T00:00:00+14:00", "soon"])
def test_a_time_has_a_zone_and_a_place_in_the_calendar(word: str) -> None:
    assert len(mistakes(f"since: {word}")) == 1


def test_a_member_of_a_union_is_chosen_by_its_shape() -> None:
    assert value("parts: [a, {text: b, weight: 0.5}]").parts == ("a", Part(text="b", weight=0.5))


def test_a_member_of_a_tagged_union_is_chosen_by_its_tag() -> None:
    assert value("ways: [{kind: mail, to: [a]}, {url: u, kind: hook}]").ways == (Mail(to=("a",)), Hook(url="u"))


def test_a_tag_is_asked_for_even_where_there_is_one_kind_only() -> None:
    assert decode(place("{kind: hook, url: u}"), Hook).value == Hook(url="u")
    assert [mistake.path for mistake in decode(place("{kind: hock, url: u}"), Hook).mistakes] == ["kind"]
    assert [mistake.path for mistake in decode(place("{url: u}"), Hook).mistakes] == ["kind"]


def test_a_list_or_mapping_whose_items_are_all_commented_out_is_left_out() -> None:
    assert value("names:\nparts:\nsets:\ninner:\nways:\n  # - a\n") == Whole()


def test_a_place_is_left_for_others_to_decode() -> None:
    left = value("left:\n  - whatever: [1]").left

    assert left is not None
    assert (left.file, left.path, left.within(0, "whatever", 0).node.line) == ("f.yaml", "left", 2)


def test_every_mistake_is_found_at_once_with_its_line_and_path() -> None:
    text = """names: word
count: many
nmae: x
parts:
  - text: a
    weight: -1
  - weigth: 2
  - [b]
wait: soon
since: 2024-07-01T00:00:00
ways:
  - {kind: hok, url: u}
  - {url: u}
  - word
sets: {a: [b], c: d}
size: huge
"""

    assert mistakes(text) == [
        'f.yaml:1: names: found "word"; expected a list of text',
        'f.yaml:2: count: found "many"; expected a whole number',
        "f.yaml:3: nmae: found an unknown key; expected name (did you mean that?)",
        'f.yaml:6: parts[0].weight: found "-1"; expected a number above 0',
        "f.yaml:7: parts[1].weigth: found an unknown key; expected weight (did you mean that?)",
        "f.yaml:7: parts[1].text: found nothing; expected text",
        "f.yaml:8: parts[2]: found a list; expected text or a mapping with text, weight",
        'f.yaml:9: wait: found "soon"; expected a duration such as 90s, 5m, 6h or 2d',
        'f.yaml:10: since: found "2024-07-01T00:00:00"; expected a time with its zone such as 2024-07-01T00:00:00Z',
        'f.yaml:12: ways[0].kind: found "hok"; expected hook (did you mean that?)',
        "f.yaml:13: ways[1].kind: found nothing; expected one of hook, mail",
        'f.yaml:14: ways[2]: found "word"; expected a mapping with url or a mapping with to',
        'f.yaml:15: sets.c: found "d"; expected a list of text',
        'f.yaml:16: size: found "huge"; expected one of large, small',
    ]


def test_a_struct_that_checks_itself_says_what_is_wrong() -> None:
    (mistake,) = decode(place("{low: 2, high: 1}"), Ordered).mistakes

    assert str(mistake) == "f.yaml:1: found a high below low; expected one at or above it"


def test_what_may_be_a_secret_is_not_repeated() -> None:
    (mistake,) = decode(place("{kind: hook, url: [s3cret]}"), Hook).mistakes
    (other,) = decode(place("{secret: s3cret, token_age: s3cret}"), dict[str, int]).mistakes[:1]

    assert "s3cret" not in str(mistake) + str(other)


KEYS = st.sampled_from([*Whole.__struct_fields__, "from", "kind", "text", "weight", "url", "to"])
WORDS = st.sampled_from(
    ["", "~", "x", "1", "-1", "0.5", "true", "5m", "22:00", "red", "hook", "0001-01-01T00:00:00+14:00"]
)
TREES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(item or '~' for item in items)}]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda entries: "{" + ", ".join(f"{key}: {item}" for key, item in entries.items()) + "}"
        )
    ),
    max_leaves=8,
)


@given(TREES)
def test_whatever_a_file_says_it_is_a_value_or_a_mistake(text: str) -> None:
    decoded = decode(place(text), Whole)

    assert (decoded.value is None) == bool(decoded.mistakes)
    assert decoded.value is None or isinstance(decoded.value, Whole)
