import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workers.config.node import Entries, Items, Node, Scalar
from workers.config.read import MOST_BYTES, MOST_NODES, Parsed, read_yaml
from workers.model.mistake import Mistake


def plain(node: Node) -> object:
    """What stands in a node, without its lines."""
    match node:
        case Scalar():
            return node.text
        case Items():
            return [plain(item) for item in node.items]
        case Entries():
            return {entry.key.text: plain(entry.value) for entry in node.entries}


def read(text: str) -> object:
    parsed = read_yaml(text, "f.yaml")
    assert parsed.place is not None
    assert parsed.mistakes == ()
    return plain(parsed.place.node)


def only_mistake(parsed: Parsed) -> Mistake:
    (mistake,) = parsed.mistakes
    return mistake


@pytest.mark.parametrize("word", ["NO", "no", "on", "off", "yes", "030", "22:00", "0x10", "1e3", "2024-07-01", "1_000"])
def test_every_plain_word_stays_text(word: str) -> None:
    """YAML 1.1 would make of these a bool, a number in base 8 or 60, or a date."""
    assert read(f"{word}: [{word}]") == {word: [word]}


def test_quotes_tell_an_empty_text_from_nothing() -> None:
    parsed = read_yaml("a: ''\nb:\nc: ~\nd: '~'", "f.yaml")
    assert parsed.place is not None

    nothing = {key: value.empty for key in "abcd" if isinstance(value := parsed.place.within(key).node, Scalar)}

    assert nothing == {"a": False, "b": True, "c": True, "d": False}


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert read("") == {}
    assert read("# nothing yet\n") == {}


def test_every_node_knows_its_line() -> None:
    parsed = read_yaml("a:\n  - b\n  - c: d\n    e:\n      f\n", "f.yaml")
    assert parsed.place is not None

    lines = [parsed.place.find(path).node.line for path in ("a", "a[0]", "a[1]", "a[1].c", "a[1].e")]

    assert lines == [2, 2, 3, 3, 5]


def test_a_key_twice_is_told_with_both_lines_and_the_rest_is_read() -> None:
    parsed = read_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n    c: 4\na: 5\n", "f.yaml")

    inner, outer = parsed.mistakes

    assert str(inner) == "f.yaml:5: b[0].c: found the key a second time (first in line 3); expected each key once"
    assert (outer.line, outer.path) == (6, "a")
    assert parsed.place is not None
    assert plain(parsed.place.node) == {"a": "1", "b": [{"c": "2", "d": "3"}]}


def test_an_alias_is_followed() -> None:
    assert read("a: &x [1, 2]\nb: *x") == {"a": ["1", "2"], "b": ["1", "2"]}


def test_aliases_cannot_unfold_to_more_than_a_file_may_hold() -> None:
    """Nine levels of nine would be 400 million values out of 300 bytes."""
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10))

    mistake = only_mistake(read_yaml(f"l0: &l0 [{', '.join('x' * 9)}]\n{levels}", "f.yaml"))

    assert f"{MOST_NODES:,}" in mistake.found


def test_an_alias_cannot_hold_itself() -> None:
    assert only_mistake(read_yaml("a: &x [*x]", "f.yaml")).found == "*x, which stands for nothing above"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [", 1),
        ("a: 1\nb:\n\tc: 2", 3),
        ("a: 1\nb: c: d", 2),
        ("a: 1\n---\nb: 2", 2),
        ("a: !!python/none x", 1),
        ("x: 1\n? [a]\n: b", 2),
        ("a: 1\nb: \x07", 2),
        ("- a\nb: c", 2),
    ],
    ids=["unclosed", "tab", "two colons", "two documents", "tag", "list as key", "control character", "mixed"],
)
def test_what_is_no_plain_yaml_is_refused_in_its_line(text: str, line: int) -> None:
    parsed = read_yaml(text, "f.yaml")

    assert parsed.place is None
    assert only_mistake(parsed).line == line


@pytest.mark.parametrize("half", ["D800", "DC00", "DE00\\uD83D"])
def test_half_a_character_is_refused_in_its_line(half: str) -> None:
    """It cannot be looked for in any text, nor be written anywhere."""
    mistake = only_mistake(read_yaml(f'a: b\nterms: [x, "Pier \\u{half} so"]', "f.yaml"))

    assert (mistake.line, mistake.found) == (2, f"half a character (U+{half[:4]})")


def test_a_character_escaped_as_json_escapes_it_is_one() -> None:
    parsed = read_yaml('a: "caf\\u00e9 \\ud83d\\ude00"', "f.yaml")

    assert parsed.place is not None
    assert parsed.place.text("a") == "café \U0001f600"


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "".join(f"{' ' * n}a:\n" for n in range(300))])
def test_depth_is_a_mistake_and_no_crash(text: str) -> None:
    assert "levels" in only_mistake(read_yaml(text, "f.yaml")).found


def test_a_file_too_large_is_not_even_parsed() -> None:
    assert read_yaml("a" * (MOST_BYTES + 1), "f.yaml").place is None


MARKS = """[]{}:,-?&*!|>%@`'"#~\t\\"""
PIECES = st.sampled_from(
    [*MARKS, " ", "\n",
     "- ", ": ", "? ", "a", "NO", "0", "\n  ", "&a ", "*a", "!!str ", "---\n", "...\n", "%YAML 1.1\n",
     "%TAG ! x\n", "\\U", "\\x", "\ufeff", "\x00", "\x85", "\u2028", "<<: ", "|2-\n", ">+\n", "é", "\U0001f600"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
@example('"\\UFFFFFFFF"')
@example("%YAML 9.9\n--- a")
@example("\ud800")
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    parsed = read_yaml(text, "f.yaml")

    assert (parsed.place is None) <= bool(parsed.mistakes)
    assert all(0 <= mistake.line <= len(text) + 2 for mistake in parsed.mistakes)
