"""How far an article goes on below lists, forms and adverts in its middle."""

import pytest

from tests.unit.ingest.pages import HARBOUR, ORCHARD, read, text_of
from tests.unit.ingest.test_dirt import GAVAN, HAFEN, PORT

LIST = ("Related articles", "Why stone walls fail", "A history of Saltmouth in nine storms", "The price of a mooring")


@pytest.mark.parametrize(
    ("story", "heading", "links", "last"),
    [
        (
            HARBOUR,
            "RELATED ARTICLES",
            ("Why stone walls fail", "The price of a mooring", "Nine storms in pictures"),
            "The fishermen of Saltmouth want their harbour back before the next storm, their speaker said on Tuesday.",
        ),
        (
            HAFEN,
            "Lesen Sie auch",
            ("Warum Mauern brechen", "Neun Stürme in Bildern", "Was ein Liegeplatz kostet"),
            "Die Fischer von Salzmünde wollen vor dem nächsten Sturm wieder im Hafen liegen, sagte ihr Sprecher.",
        ),
        (
            PORT,
            "Articles similaires",
            ("Pourquoi les digues cèdent", "Neuf tempêtes en images", "Le prix d'un anneau"),
            "Les pêcheurs de Saumure veulent retrouver leur port avant la prochaine tempête, a dit leur porte-parole.",
        ),
        (
            GAVAN,
            "Материалы по теме",
            ("Почему рушатся молы", "Девять штормов", "Сколько стоит причал"),
            "Рыбаки Солеустья хотят вернуться в гавань до следующего шторма, сказал их представитель на заседании.",
        ),
    ],
)
def test_a_paragraph_below_a_list_in_mid_text_belongs_to_the_article(
    story: tuple[str, ...], heading: str, links: tuple[str, ...], last: str
) -> None:
    """The list weighs more than the single paragraph below it."""
    (article,) = read(text_of(*story, heading, *links, "Share", last))

    assert article.text.endswith(last)
    assert links[0] not in article.text


def test_a_paragraph_that_speaks_of_the_same_goes_on_after_several_interruptions() -> None:
    last = "Mayor Brandt said that the Saltmouth harbour fund would publish its accounts before the work begins."
    (article,) = read(text_of(*HARBOUR, *LIST, "Sign up for our newsletter", "Your email", last))

    assert article.text.endswith(last)


@pytest.mark.parametrize(
    "aside", ["READ MORE: The price of a mooring", "Leggi anche: Nove tempeste", "Lees ook » Dure steigers"]
)
def test_a_paragraph_below_one_link_in_mid_text_belongs_to_the_article(aside: str) -> None:
    last = "Spring tides are expected at the end of March, whatever they may do."
    (article,) = read(text_of(*HARBOUR, "See also: Nine storms in pictures", aside, last, "Follow us"))

    assert article.text.endswith(last)
    assert aside not in article.text


def test_a_long_paragraph_of_two_sentences_below_a_list_is_no_teaser() -> None:
    """Teasers are one sentence, below a headline that they take up."""
    last = (
        "Three families have moved in with relatives inland, and their houses stand open to the wind and the rain. "
        "Nobody has told them when they may return, or who is going to pay for new roofs and floors."
    )
    (article,) = read(text_of(*HARBOUR, *LIST, last, "Follow us"))

    assert article.text.endswith(last)


def test_teasers_below_the_text_do_not_go_on_with_it() -> None:
    (article,) = read(text_of(*HARBOUR, *LIST, "Frost destroys the apple blossom", ORCHARD[0], "Cider runs short"))

    assert article.text.endswith(HARBOUR[-1])


def test_a_paragraph_with_a_headline_that_it_takes_up_is_another_story() -> None:
    teaser = "The Saltmouth harbour storm cost the insurers of the council nine million crowns, a report says."
    (article,) = read(text_of(*HARBOUR, *LIST, "Harbour storm cost insurers nine million", teaser, "Elsewhere"))

    assert teaser not in article.text


def test_nothing_below_a_list_of_what_is_most_read_is_of_the_article() -> None:
    teaser = "The council of Saltmouth and Mayor Ilse Brandt were sent four hundred letters about the harbour walls."
    (article,) = read(text_of(*HARBOUR, "Share this", "Most read", "Ten walks along the coast", teaser))

    assert article.text.endswith(HARBOUR[-1])


@pytest.mark.parametrize("last", ["Divers will look at the wall today.", "¡Habrá asamblea el lunes!", "Der Rat tagt."])
def test_a_short_sentence_right_below_the_text_is_its_last(last: str) -> None:
    (article,) = read(text_of(*HARBOUR, last, "Tags", "Harbours"))

    assert article.text.endswith(last)


@pytest.mark.parametrize("below", ["Good morning! This is what you need...", "Read on"])
def test_what_is_cut_off_or_no_sentence_is_not(below: str) -> None:
    (article,) = read(text_of(*HARBOUR, below))

    assert article.text.endswith(HARBOUR[-1])
