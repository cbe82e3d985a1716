"""Where a report says that it was written."""

import pytest

from workers.classify.dateline import dateline_end


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("ELMWOOD PARK, N.J., March 2 - ", "The mill closed."),
        ("Toronto, March 9 - ", "The mill closed."),
        ("MADRID, 18 jun. (AGENCIA) - ", "El molino cerró."),
        ("OSLO March 13 - ", "The mill closed."),
        ("GLASGOW, Ky. (WXYZ) -- ", "The mill closed."),
        ("Berlin (agt) – ", "Die Mühle schloss."),
        ("MOSCOW, June 18. /AGENCY/. ", "The mill closed."),
        ("NEW DELHI: ", "The mill closed."),
        ("【オスロ通信】", "工場は閉まった。"),
        ("通讯社奥斯陆6月18日电", "工厂关闭。"),
        ("(오슬로=통신)", "공장이 닫혔다."),
    ],
)
def test_a_dateline_ends_before_the_news(line: str, rest: str) -> None:
    end = dateline_end(line + rest, 0, ())

    assert 0 < end <= len(line)


@pytest.mark.parametrize(
    "text",
    [
        "An Oslo court - the first - said so.",
        "The minister spoke in Oslo on March 2 - a day late.",
        "He said: nothing.",
        "Oslo closed its last mill.",
        "",
    ],
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert dateline_end(text, 0, ()) == 0


def test_small_letters_make_a_dateline_where_only_places_stand() -> None:
    text = "Nairobi, Kenya — The mill closed."

    assert dateline_end(text, 0, [(0, 7), (9, 14)]) == len("Nairobi, Kenya")
    assert dateline_end(text, 0, [(9, 14)]) == 0


def test_a_dateline_stands_where_the_article_begins() -> None:
    title = "Mill closes\n"

    assert dateline_end(f"{title}OSLO, March 2 - It closed.", len(title), ()) > len(title)
    assert dateline_end(f"{title}It closed in OSLO, March 2 - a day late.", len(title), ()) == len(title)
