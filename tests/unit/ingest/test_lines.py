import pytest

from tests.unit.ingest.pages import tables
from workers.ingest.lines import count_words, is_prose, read_line, read_lines
from workers.ingest.words import Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.BLANK),
        ("The council voted on Tuesday to rebuild the stone harbour.", Kind.PROSE),
        ("“We will not wait for the ministry,” the mayor told reporters.", Kind.PROSE),
        ("委員会は火曜日に、嵐で壊れた港を再建することを決めた。市長は記者団に語った。", Kind.PROSE),
        ("Council votes to rebuild harbour", Kind.SHORT),
        ("Leave a Reply", Kind.STOP),
        ("12 Comments", Kind.STOP),
        ("The post Harbour to Be Rebuilt first appeared on The Tide.", Kind.STOP),
        ("© 2025 The Tide", Kind.STOP),
        ("Read more: ferrymen call a strike", Kind.ASIDE),
        ("Lire aussi : ces villages du littoral qui cherchent des bibliothécaires à la retraite", Kind.ASIDE),
        ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", Kind.ASIDE),
        ("Read more than one book a month and you will find that the habit stays with you for a lifetime.", Kind.PROSE),
        ("Loading...", Kind.PAUSE),
        ("ADVERTISEMENT", Kind.NOISE),
        ("Share onions with a neighbour", Kind.SHORT),
        ("Share", Kind.NOISE),
        ("Share prices fell on Tuesday after the storm closed the harbour.", Kind.PROSE),
        ("* * *", Kind.NOISE),
        ("The mayor on Tuesday. Photo: Jan Veit", Kind.CAPTION),
        ("Boats at the quay (Getty Images)", Kind.CAPTION),
        ("The photo agency Getty Images said on Tuesday that it would buy a rival.", Kind.PROSE),
        ("By Hanna Lund", Kind.STAMP),
        ("Last updated 6 March 2025", Kind.STAMP),
        ("Leserkommentare: Kommentar schreiben", Kind.SHORT),
        ("Kommentar schreiben", Kind.STOP),
        ("Читайте также: паромы не ходят", Kind.ASIDE),
        ("Werbung für Tabak soll verboten werden", Kind.SHORT),
        ("İlgili haberler", Kind.ASIDE),
        ("اقرأ أيضا: العبارات متوقفة", Kind.ASIDE),
        ("جميع الحقوق محفوظة", Kind.STOP),
        ("関連記事：フェリーが欠航", Kind.ASIDE),
        ("【関連記事】フェリーが欠航", Kind.ASIDE),
        ("関連記事業の見直し", Kind.SHORT),
        ("相关阅读", Kind.ASIDE),
        ("编辑：王小明", Kind.STAMP),
        ("写真：港の船", Kind.CAPTION),
        ("[사진=시청 제공] 항구의 배", Kind.CAPTION),
        ("관련기사 더보기", Kind.ASIDE),
        ("저작권자 © 항구신문", Kind.STOP),
    ],
)
def test_a_line_is_what_its_words_say(text: str, kind: Kind) -> None:
    assert read_line(1, text, tables().words).kind is kind


def test_two_letters_of_a_script_without_spaces_are_a_word() -> None:
    assert count_words("東京都の港 Tokyo port") == 2 + 2 + 1


def test_a_long_line_without_a_full_stop_is_prose_if_a_sentence_ends_inside() -> None:
    words = "one of the boats that lay in the harbour when the storm came was lost and"

    assert not is_prose(words, 16)
    assert is_prose(f"{words} so was its crew. The others were not", 24)


def test_lines_of_a_broken_paragraph_are_prose() -> None:
    lines = read_lines(
        (
            "The council of Saltmouth voted on Tuesday to rebuild the stone",
            "harbour that a storm tore open",
            "",
            "Weather",
        ),
        tables().words,
    )

    assert [line.kind for line in lines] == [Kind.PROSE, Kind.PROSE, Kind.BLANK, Kind.SHORT]
    assert [line.wrapped for line in lines] == [False, True, False, False]


def test_a_line_below_a_full_stop_is_a_line_of_its_own() -> None:
    above, below = read_lines(
        ("The council of Saltmouth voted on Tuesday to rebuild the harbour.", "iPhone sales in the valley"),
        tables().words,
    )

    assert not below.wrapped
    assert (above.kind, below.kind) == (Kind.PROSE, Kind.SHORT)


def test_an_address_below_a_headline_is_no_rest_of_a_sentence() -> None:
    headline, address = read_lines(
        ("A new way to draw breakwaters is tried out in Saltmouth", "coast.example Science"), tables().words
    )

    assert (headline.kind, address.kind) == (Kind.SHORT, Kind.SHORT)
