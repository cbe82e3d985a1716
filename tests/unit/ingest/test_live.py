"""Live pages: entries with a time of day each are one article, if one story is told in them."""

import pytest

from tests.unit.ingest.pages import read, text_of
from workers.errors import PageRejected
from workers.ingest.clock import is_clock, opens_with_clock
from workers.model.rejection import Reason

REGATTA = (
    "17:40",
    "Karlsholm wins by a length",
    "The crew of Karlsholm crossed the line first after six hours on the water.",
    "Share",
    "16:05",
    "A mast breaks",
    "The boat from Oberau lost its mast off the lighthouse and is being towed to the shore.",
    "Share",
    "14:30",
    "They are off",
    "Eleven boats have left the mole in a wind that makes the spectators hold their hats.",
)


@pytest.mark.parametrize("headline", ["Saltmouth regatta: live updates", "Eleven boats race to the lighthouse"])
def test_entries_under_times_of_day_are_one_article(headline: str) -> None:
    """The headline says that it is live, or every other entry takes it up."""
    (article,) = read(text_of("Sport", headline, *REGATTA, "Most read", "Ten walks along the coast"))

    assert article.title == headline
    assert all(REGATTA[place] in article.text for place in (2, 6, 10))
    assert "Share" not in article.text
    assert "Ten walks" not in article.text


@pytest.mark.parametrize(
    ("headline", "entries"),
    [
        (
            "Liveticker: Die Regatta von Salzmünde",
            (
                "17.40 Uhr: Karlsholm geht nach sechs Stunden als Erster durchs Ziel.",
                "16.05 Uhr: Dem Boot aus Oberau bricht vor dem Leuchtturm der Mast.",
                "14.30 Uhr: Elf Boote haben die Mole bei kräftigem Wind verlassen.",
            ),
        ),
        (
            "Regata de Salmuera, en directo",
            (
                "17:40 - Karlsholm cruza la meta en primer lugar tras seis horas en el agua.",
                "16:05 - El barco de Oberau pierde el mástil frente al faro y lo remolcan a tierra.",
                "14:30 - Once barcos han dejado el muelle con un viento que se lleva los sombreros.",
            ),
        ),
    ],
)
def test_an_entry_may_begin_with_its_time(headline: str, entries: tuple[str, ...]) -> None:
    (article,) = read(text_of(headline, *entries))

    assert article.title == headline
    assert article.text == text_of(*entries)


def test_news_of_a_day_under_their_times_are_no_article() -> None:
    """A ticker of headlines has no headline of its own."""
    ticker = (
        "17:40",
        "Frost in the Vell valley",
        "Growers lost most of the blossom, their union said after a walk through the orchards.",
        "16:05",
        "A comet for the autumn",
        "Astronomers saw it on photographs of the survey telescope in the first week of February.",
        "14:30",
        "Lorry toll before court",
        "Judges must say whether the roads of the north may cost more than those of the south.",
    )

    with pytest.raises(PageRejected) as raised:
        read(text_of("News of the day", *ticker, "Contact", "Imprint"))

    assert raised.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize("text", ["15:48", "[9:05]", "14h58", "8h", "3.20pm", "21.14 Uhr", "• 07:15 GMT", "14時05分"])
def test_a_time_of_day_alone(text: str) -> None:
    assert is_clock(text)


@pytest.mark.parametrize("text", ["1987", "25:10", "3:2", "12 March", "4.8%", "14 hours"])
def test_other_figures_are_no_time_of_day(text: str) -> None:
    assert not is_clock(text)


def test_a_time_within_a_sentence_opens_nothing() -> None:
    assert opens_with_clock("21:14 Uhr: Damit beenden wir den Ticker.")
    assert not opens_with_clock("21:14 was the time when the bell of the harbour rang.")
