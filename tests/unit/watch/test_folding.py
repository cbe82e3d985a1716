"""What counts as the same writing, and where a folded character came from."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.watch.folding import Folded, fold

SIGNS = "ab é ß ﬁ ½ … № İ ı ё \u0301\u0308 \u00ad\u200b 漢 カ ｶﾞ 각 각 ำ ก क़ क\u093c أ \u0640\u064b Ａ ’ “ — \n"
texts = st.text(st.one_of(st.sampled_from(SIGNS), st.characters(codec="utf-8", exclude_characters="\0")), max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O’Brien", "o'brien"),
        ("“Quoted”", '"quoted"'),
        ("Smith–Jones", "smith-jones"),
        ("Straße", "STRASSE"),
        ("oﬃce", "office"),
        ("ＡＢＣ　商事", "abc 商事"),
        ("İstanbul", "istanbul"),
        ("Королёв", "королев"),
        ("New\n  York", "new york"),
        ("New\u00a0York", "new york"),
        ("soft\u00adhyphen", "softhyphen"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("ｶﾞｽ", "ガス"),
    ],
)
def test_two_ways_of_writing_fold_to_one(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


def test_a_trade_mark_is_no_letter_of_the_name() -> None:
    """NFKC alone would make ``acmetm`` of it."""
    assert fold("Acme™ says").text == "acme says"


@pytest.mark.parametrize("text", ["plain words", "curly ’ quotes", "Северная Корея", "中文，新闻"])
def test_most_texts_keep_every_place(text: str) -> None:
    folded = fold(text)

    assert folded.places == ()
    assert len(folded.text) == len(text)


def test_what_becomes_longer_leads_back_to_where_it_was_written() -> None:
    folded = fold("Größe ﬁn  Xé")

    assert folded.text == "grösse fin xé"
    assert [folded.source[folded.origin(place)] for place in range(len(folded.text))] == list("Größße ﬁﬁn Xé")


@given(texts)
@settings(max_examples=300, deadline=None)
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(unicodedata.normalize("NFC", text)).text


@given(texts)
@settings(max_examples=300, deadline=None)
def test_every_folded_character_has_its_origin_in_order(text: str) -> None:
    folded = fold(text)
    origins = [folded.origin(place) for place in range(len(folded.text))]

    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@given(texts, st.sampled_from(["ß", "ﬁ", "№ ", "  ", "é"]), texts)
@settings(max_examples=300, deadline=None)
def test_what_stands_behind_a_letter_that_grows_keeps_its_origin(before: str, grows: str, after: str) -> None:
    text = f"{before}{grows}!Q{after}"
    folded = fold(text)
    marks = [place for place in range(1, len(folded.text)) if folded.text[place - 1 : place + 1] == "!q"]

    assert len(before) + len(grows) + 1 in {folded.origin(place) for place in marks}


def test_nothing_folds_to_nothing() -> None:
    assert fold("") == Folded(text="", source="")
    assert fold("\u00ad\u200b").text == ""
