import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.ingest.clean import CONTROLS, HIDDEN, clean_line, clean_lines, is_odd
from workers.ingest.clean_places import clean_with_places


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  plain  ", "plain"),
        ("two  spaces\tand a tab", "two spaces and a tab"),
        ("no\u00a0break\u2009space", "no break space"),
        ("AT&amp;T &#8217;s &quot;net&quot; R&D", 'AT&T ’s "net" R&D'),
        ("co\u00adop\u200beration\ufeff", "cooperation"),
        ("bell\x07 and \x1b[0m", "bell and [0m"),
        ("turned \u202eround\u202c", "turned round"),
        ("doesn\u00e2\u20ac\u2122t schÃ¶n", "doesn’t schön"),
        ("РџСЂРёРІРµС‚ РјРёСЂ, РєР°Рє РґРµР»Р°", "Привет мир, как дела"),
        ("naïve café “quoted”—yes", "naïve café “quoted”—yes"),
        ("Über “Ö” und Ü’s", "Über “Ö” und Ü’s"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("zero\u200cwidth", "zerowidth"),
        ("\u200b\u00ad", ""),
    ],
)
def test_a_line_comes_out_as_a_careful_person_would_type_it(dirty: str, clean: str) -> None:
    assert clean_line(dirty) == clean


def test_lines_end_at_either_break_or_both_and_blank_ones_stay() -> None:
    assert clean_lines("a\r\nb\rc\n\n d\u2028e") == ("a", "b", "c", "", "d e")


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Tom &amp;amp;amp; Jerry", "Tom & Jerry"),
        ("5 &amp;lt; 6 &#38;gt; 4", "5 < 6 > 4"),
        ("&#x26;#8217;tis", "’tis"),
        ("one&amp;nbsp;two&nbsp three", "one two three"),
        ("co&shy;op&#8203;era&zwnj;tion", "cooperation"),
        ("a link /find?a=1&copy=2&region=3", "a link /find?a=1&copy=2&region=3"),
        ("R&D; and &unheardof; and AT&T", "R&D; and &unheardof; and AT&T"),
        ("&am\u00adp;quot;", '"'),
        ("d\x92un \x93mot\x94 et\x85 \x81fin", "d’un “mot” et… fin"),
        ("a record\x1cand another", "a record and another"),
        ("\u200fשלום\u200e עולם\u2069", "שלום עולם"),
        ("\u202bمرحبا\u202c 2024", "مرحبا 2024"),
        ("क्\u200dष और क्\u200cष", "क्\u200dष और क्\u200cष"),
        ("葛\U000e0100城市", "葛城市"),
        ("Ã¢â‚¬Å“QuotedÃ¢â‚¬\x9d", "“Quoted”"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
        ("KrĂˇsnĂ© poÄŤasĂ\xad pĹ™iĹˇlo takĂ© k Ĺ™ece", "Krásné počasí přišlo také k řece"),
        ("Ã\xad Ã¡", "í á"),
        ("A half\ud83d of one", "A half of one"),
    ],
)
def test_what_was_escaped_hidden_or_broken_more_than_once_is_undone(dirty: str, clean: str) -> None:
    assert clean_line(dirty) == clean


def test_what_is_wrapped_without_end_is_given_up_at_once() -> None:
    """Undone layer by layer, a line like this would take minutes."""
    line = "&sh" * 2_000 + "&shy;" + "y;" * 2_000

    assert "&" not in clean_line(line)


DIRT = st.sampled_from(
    [
        *("&amp;", "&amp;amp;lt;", "&#38;", "&shy;", "&am", "p;", "&#x26;#", "8217;", "&nbsp", "&zwnj;", "&rlm;"),
        *("&Atilde;", "Ã", "Â", "â€", "™", "Ð", "Рџ", "С‚", "Ã©", "É", "»", "С", "c", "ο", "Α", "P"),
        *"\u200b\u00ad\u200c\u200d\u200f\u202e\u2028\ufeff\u00a0\x85\x07\x1c &مक",
    ]
)
LINES = st.lists(DIRT | st.text(max_size=4), max_size=12).map("".join)


@given(LINES)
def test_cleaning_what_is_clean_changes_nothing(line: str) -> None:
    clean = clean_line(line)

    assert clean_line(clean) == clean
    assert "  " not in clean
    assert clean == clean.strip()


def test_no_character_that_goes_is_overlooked() -> None:
    goes = [char for char in map(chr, range(0x110000)) if HIDDEN.search(char) or CONTROLS.search(char)]

    assert len(goes) > 4_000
    assert [char for char in goes if not is_odd(f"a{char}b")] == []


MOJIBAKE_STARTS = [*map(chr, range(0xC2, 0xF5)), *map(chr, range(0x102, 0x152)), "Р", "С"]
NO_MOJIBAKE = st.text(st.characters(exclude_characters=["&", *map(chr, range(0x80, 0xA0)), *MOJIBAKE_STARTS]))


@given(NO_MOJIBAKE)
def test_no_letter_of_any_script_is_lost(text: str) -> None:
    """Look-alikes may change their alphabet; entities and mojibake are no letters of the text."""
    before = [letter for letter in text if letter.isalpha()]
    after = [letter for letter in clean_line(text) if letter.isalpha()]

    assert len(after) == len(before)
    assert all(new == old or ord(old) < 0x530 for new, old in zip(after, before, strict=True))


@given(LINES)
def test_places_lead_back_to_where_each_character_came_from(line: str) -> None:
    cleaned = clean_with_places(line)

    assert cleaned.text == clean_line(line)
    assert len(cleaned.origins) == len(cleaned.text) + 1
    assert list(cleaned.origins) == sorted(cleaned.origins)
    assert all(0 <= place <= len(line) for place in cleaned.origins)


@pytest.mark.parametrize(
    ("line", "word", "stood"),
    [
        ("  the\u00ad  har&shy;bour of Saltmouth", "harbour", "har&shy;bour"),
        ("Tom &amp;amp; Jerry", "&", "&amp;amp;"),
        ("the \u0421osmodrome burns", "Cosmodrome", "\u0421osmodrome"),
        ("in schÃ¶ner Ã–de", "schöner", "schÃ¶ner"),
        ("plain words stay", "words", "words"),
    ],
)
def test_a_word_is_found_again_as_it_stood_on_the_page(line: str, word: str, stood: str) -> None:
    cleaned = clean_with_places(line)
    start, end = cleaned.span(cleaned.text.index(word), cleaned.text.index(word) + len(word))

    assert line[start:end].strip() == stood
