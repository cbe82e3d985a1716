"""The story that samples tell, in numbers and titles. Nothing in it happened; it is the one of the examples."""

from datetime import UTC, datetime

from workers.model.alert import ArticleShown, Evidence, Links, Omitted, Story, Why, Window

OPENED_AT = datetime(2030, 3, 11, 5, 26, tzinfo=UTC)
ALERT_ID = "7f3c9e21d04b"
READER = "shipping-desk"
ZONE = "Europe/Istanbul"
ASKED = "subscription shipping-desk: watches tagged shipping"


def at(clock: str) -> datetime:
    """A time of that day (UTC)."""
    return datetime.fromisoformat(f"2030-03-11T{clock}:00Z")


def links() -> Links:
    """Where to look next."""
    return Links(
        alert=f"https://groundswell.example/alerts/{ALERT_ID}",
        explain=f"groundswell explain {ALERT_ID}",
        mute=f"groundswell silences add --alert {ALERT_ID} --until resolved --by NAME --because TEXT",
    )


def weighed(observed: tuple[int, int, int, int], *, weeks: float, score: float) -> Why:
    """What was seen in each window, against what is usual."""
    usual = zip(("15m", "1h", "4h", "16h"), observed, (0.06, 0.24, 0.9, 3.4), strict=True)
    return Why(
        counted="origins",
        window="1h",
        observed=observed[1],
        expected=0.24,
        ratio=round(observed[1] / 0.24, 1),
        once_in_weeks=weeks,
        score=score,
        threshold=2.3,
        detector="surprise",
        windows=tuple(Window(window=name, observed=seen, expected=expected) for name, seen, expected in usual),
        baseline_days=12.9,
        past_bursts=0.0,
        intake=0.97,
    )


def evidence(to: datetime, *, origins: int, articles: int) -> Evidence:
    """What the alert rests on, once it has grown."""
    return Evidence(
        from_=at("04:30"),
        to=to,
        origins=origins,
        articles=articles,
        sources=origins - 9,
        copies_folded=articles - origins,
        languages={"tr": 8, "en": 6, "de": 3, "ru": 2, "ar": 2, "fr": 1, "ja": 1, "zh-Hans": 1},
        regions={"TR": origins, "RU": 5, "GR": 2},
        topics={"medtop:03000000": 17, "medtop:04000000": 6},
        publishers={"wire": 3, "other": origins - 3},
        terms={"İstanbul Boğazı": 8, "Bosphorus": 7},
        stories=(
            Story(
                headline=TITLES[0],
                origins=origins - 6,
                articles=articles - 9,
                first_fetched_at=at("04:52"),
                new=False,
            ),
            Story(headline=TITLES[4], origins=5, articles=8, first_fetched_at=at("06:02"), new=True),
        ),
        articles_shown=shown(),
        omitted=Omitted(origins=origins - 5, stories=1),
    )


TITLES = (
    "İstanbul Boğazı'nda tanker karaya oturdu, gemi trafiği durduruldu",
    "Tanker runs aground in the Bosphorus, strait closed in both directions",
    "Танкер сел на мель в Босфоре, движение судов остановлено",
    "ناقلة نفط تجنح في البوسفور وتوقف الملاحة في الاتجاهين",
    "Freight rates jump as dozens of ships queue at the Bosphorus",
)
_PLACES = (
    ("kiyi-postasi.example", "tr", "04:52", 6),
    ("harbourtimes.example", "en", "05:11", 9),
    ("nevavestnik.example", "ru", "05:24", 0),
    ("alfajr.example", "ar", "05:48", 1),
    ("freightledger.example", "en", "06:02", 3),
)


def shown() -> tuple[ArticleShown, ...]:
    """The articles, the earliest first."""
    return tuple(
        ArticleShown(
            article_id=f"b1c09e5577a{number}",
            why_shown="earliest" if number < 3 else "in_title",
            title=title,
            source=source,
            publisher="other",
            language=language,
            url=f"https://{source}/news/{number + 1}",
            published_at=None,
            fetched_at=at(clock),
            matched=("Bosphorus",),
            in_title=True,
            copies=copies,
            copied_by=("morning-echo.example", "coastline.example", "dailypier.example", "islandnews.example")[:copies],
            folded_by={"text": copies} if copies else {},
        )
        for number, (title, (source, language, clock, copies)) in enumerate(zip(TITLES, _PLACES, strict=True))
    )
