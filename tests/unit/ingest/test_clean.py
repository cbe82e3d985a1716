import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.ingest.clean import clean_line, clean_lines, fold_homoglyphs


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


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("the \u0421osmodrome", "the Cosmodrome"),
        ("Vladimi\u0433", "Vladimi\u0433"),
        ("P\u043eссия", "P\u043eссия".replace("P", "Р")),
        ("Αthens", "Athens"),
        ("Москва СССР РОСА", "Москва СССР РОСА"),
        ("iPhone'а и COVIDом", "iPhone'а и COVIDом"),
        ("Ἀθήνα λόγος", "Ἀθήνα λόγος"),
    ],
)
def test_only_a_look_alike_letter_in_a_foreign_word_is_folded(dirty: str, clean: str) -> None:
    assert fold_homoglyphs(dirty) == clean


def test_lines_end_at_either_break_or_both_and_blank_ones_stay() -> None:
    assert clean_lines("a\r\nb\rc\n\n d\u2028e") == ("a", "b", "c", "", "d e")


MOJIBAKE_STARTS = [*map(chr, range(0xC2, 0xF5)), *map(chr, range(0x102, 0x152)), "Р", "С"]
NO_MOJIBAKE = st.text(st.characters(exclude_characters=["&", *MOJIBAKE_STARTS]))


@given(NO_MOJIBAKE)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    """But for entities and mojibake, which may be wrapped twice and are undone once."""
    clean = clean_line(text)

    assert clean_line(clean) == clean
    assert "  " not in clean
    assert clean == clean.strip()
