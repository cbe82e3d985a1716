"""Dirty pages as scrapers deliver them, written for the tests, and the walk from bytes to articles."""

from functools import cache

from tests.builders import payload
from workers.ingest.articles import read_articles
from workers.ingest.decode import decode_page
from workers.ingest.rules import InputRules, Tables, load_tables
from workers.model.article import Article

HARBOUR = (
    "The council of Saltmouth voted on Tuesday to rebuild the stone harbour that a January storm tore open.",
    "Mayor Ilse Brandt told reporters that the harbour fund holds four million crowns, about half of what is needed.",
    "Fishermen have moored their boats upriver since the storm, and two of the smaller crews gave up in spring.",
    "Engineers from the coastal office want the new breakwater a metre higher than the old one, Brandt said.",
    "Work on the harbour is to begin in May if the ministry in Karlsholm agrees to pay the rest.",
)
ORCHARD = (
    "A frost in the last week of April destroyed most of the apple blossom in the Vell valley, growers said.",
    "Tomas Ried, who keeps nine hectares of apple trees near Oberau, expects a tenth of his usual harvest.",
    "The growers of the valley asked the farm minister for help with their loans until the next season.",
    "Cider makers have begun to look for fruit abroad, and one of them signed a contract in Asturia.",
    "Such a frost came twice in the century before this one, and three times in the last eleven years.",
)
OBSERVATORY = (
    "Astronomers at the Pico Alto observatory reported a comet that will pass inside the orbit of Venus in autumn.",
    "The comet was first seen by Noemi Castell on photographs that the survey telescope took in February.",
    "Castell said that its tail could be seen without a telescope for about three weeks after sunset.",
    "Two other observatories confirmed the orbit last weekend, and a space agency plans to point a probe at it.",
    "The last comet of this brightness was seen thirty years ago from the southern half of the globe.",
)

ANOTHER_STORY_ABOVE = "\n".join(
    [
        "Parliament Rejects Motion Against Minister of Transport",
        "The motion failed by nine votes, but its backers say that they will table it again before the summer recess.",
        "Loading...",
        *HARBOUR,
        "The motion failed by nine votes, but its backers say that they will table it again before the summer recess.",
        "A court in the north must decide whether the toll on lorries stands.",
        "The union of the ferrymen has called for a strike over the holidays.",
    ]
)
DATE_AND_FORM = "\n".join(
    [
        "Publish dateThursday 6 March 2025 - 14:20",
        "Story Code : 40417",
        "After the storm of January;",
        "",
        "Saltmouth votes to rebuild its harbour!",
        "",
        "Saltmouth votes to rebuild its harbour!",
        *HARBOUR,
        "Post a comment",
        "Your Name",
        "Your Email Address",
        "Your comment is read by an editor before it appears, which may take until the evening of the next day.",
    ]
)
THREE_ARTICLES = "\n\n".join(
    [
        "Connect with us",
        "RSS",
        "Saltmouth Council Votes to Rebuild Storm-Torn Harbour",
        "Waves break over the harbour of Saltmouth, Jan. 12, 2025. Photo: Coastal Office/Jan Veit",
        *HARBOUR,
        "The post Saltmouth Council Votes to Rebuild Storm-Torn Harbour first appeared on The Tide.",
        "Continue Reading\nClick to comment",
        "You must be logged in to post a comment Login",
        "Leave a Reply",
        "RSS",
        "April Frost Destroys Apple Blossom in the Vell Valley",
        *ORCHARD,
        "The post April Frost Destroys Apple Blossom in the Vell Valley first appeared on The Tide.",
        "Continue Reading",
        "RSS",
        "Bright Comet to Pass Venus, Observatory Astronomers Say",
        *OBSERVATORY,
        "The post Bright Comet to Pass Venus, Observatory Astronomers Say first appeared on The Tide.",
        "Continue Reading",
        "Copyright © 2025 The Tide",
    ]
)
NAVIGATION_AROUND = "\n".join(
    [
        *("Skip to content", "Home", "Politics", "Economy", "Weather", "Sports", "Subscribe", "Search"),
        "Valley growers lose apple harvest to April frost",
        "By Hanna Lund",
        "March 9, 2025 7:45 am",
        "Share on Facebook",
        *ORCHARD[:3],
        "Advertisement",
        *ORCHARD[3:],
        "Related articles",
        "Ferrymen call a strike for the holidays",
        "Court to rule on lorry toll",
        "Most read",
        "Ten walks along the coast",
        "All rights reserved.",
        "Terms of use",
    ]
)
TEASERS = "\n".join(
    line
    for place in range(12)
    for line in (
        f"Headline number {place} of this front page",
        f"A single sentence says what story {place} of the day is about, and no more than that.",
        "3 hours ago",
    )
)

PLAIN = InputRules()


@cache
def tables() -> Tables:
    return load_tables()


def read(value: bytes | str, rules: InputRules = PLAIN, kind: str = "auto") -> tuple[Article, ...]:
    """The articles of a page that was recorded at noon on 10 March 2025."""
    page = payload(value, kind=kind)
    return read_articles(decode_page(page, rules), page, rules, tables())


def text_of(*paragraphs: str) -> str:
    return "\n".join(paragraphs)
