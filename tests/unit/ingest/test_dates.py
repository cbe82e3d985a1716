from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, payload
from tests.unit.ingest.pages import tables
from workers.ingest.date_find import Reference, find_date
from workers.ingest.dates import find_published, read_published, read_time, time_of_page
from workers.model.article import PublishedFrom
from workers.model.page import Page

AT = datetime(2024, 6, 20, 12, tzinfo=UTC)
THEN = Reference(at=AT)


def day(year: int, month: int, date: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, date, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Publish dateWednesday 19 June 2024 - 08:51", day(2024, 6, 19, 8, 51)),
        ("June 19, 2024", day(2024, 6, 19)),
        ("PublishedJune 19, 2024 at 3:05 pm EST", day(2024, 6, 19, 20, 5)),
        ("10:30 AM EDT, Wed June 19, 2024", day(2024, 6, 19, 14, 30)),
        ("12:05 am, 19th of June 2024", day(2024, 6, 19, 0, 5)),
        ("2024-06-19", day(2024, 6, 19)),
        ("2024-06-19T08:51:00+02:00", day(2024, 6, 19, 6, 51)),
        ("2024-06-19T08:51:00-05:00", day(2024, 6, 19, 13, 51)),
        ("2024/6/9", day(2024, 6, 9)),
        ("19.06.2024 08:51", day(2024, 6, 19, 8, 51)),
        ("06.05.2024", day(2024, 5, 6)),
        ("11/19/19 06:56 AM EST", day(2019, 11, 19, 11, 56)),
        ("19/11/2019", day(2019, 11, 19)),
        ("den 19. Juni 2024, 8:51 Uhr", day(2024, 6, 19, 8, 51)),
        ("19 juin 2024 à 8h51", day(2024, 6, 19, 8, 51)),
        ("19 de junio de 2024", day(2024, 6, 19)),
        ("19 giugno 2024", day(2024, 6, 19)),
        ("19 de março de 2024", day(2024, 3, 19)),
        ("19 maart 2024", day(2024, 3, 19)),
        ("19 czerwca 2024", day(2024, 6, 19)),
        ("19 июня 2024, 08:51 МСК", day(2024, 6, 19, 5, 51)),
        ("2024年6月19日 08:51", day(2024, 6, 19, 8, 51)),
        ("2024年6月19日 午後3時05分", day(2024, 6, 19, 15, 5)),
        ("2024年6月19日上午8:51", day(2024, 6, 19, 8, 51)),
        ("2024년 6월 19일 오후 12시 5분", day(2024, 6, 19)),
        ("2024년 6월 19일 오후 3:05", day(2024, 6, 19, 15, 5)),
        ("2024. 6. 19. 오전 8:51", day(2024, 6, 19, 8, 51)),
        ("19 червня 2024, 08:51", day(2024, 6, 19, 8, 51)),
        ("19 Haziran 2024 08:51", day(2024, 6, 19, 8, 51)),
        ("19 HAZİRAN 2024", day(2024, 6, 19)),
        ("3 KASIM 2023", day(2023, 11, 3)),
        ("19 يونيو/حزيران 2024", day(2024, 6, 19)),
        ("١٩ يونيو ٢٠٢٤", day(2024, 6, 19)),
        ("2024년 6월 19일", day(2024, 6, 19)),
        ("Published Wed, Jun 19 20244:29 AM EST", day(2024, 6, 19, 9, 29)),
        ("19/Jun/2024 08:51 +0530", day(2024, 6, 19, 3, 21)),
        ("19 June 2024 08:51 GMT+2", day(2024, 6, 19, 6, 51)),
        ("19 June 2024 08:51 UTC-03:30", day(2024, 6, 19, 12, 21)),
        ("Thứ tư, 19/6/2024, 08:51 (GMT+7)", day(2024, 6, 19, 1, 51)),
        ("Updated 1909 GMT (0309 HKT) June 19, 2024", day(2024, 6, 19, 19, 9)),
        ("19 يونيو 2024 - 3:05 م", day(2024, 6, 19, 15, 5)),
        ("19 Ιουνίου 2024 3:05 μ.μ.", day(2024, 6, 19, 15, 5)),
        ("19 de junio de 2024, 3:05 p. m.", day(2024, 6, 19, 15, 5)),
        ("2024年6月19日晚上8点30分", day(2024, 6, 19, 20, 30)),
        ("Updated 20 June 2024 | Published 19 June 2024", day(2024, 6, 19)),
        ("Veröffentlicht am 19.06.2024, aktualisiert am 20.06.2024", day(2024, 6, 19)),
    ],
)
def test_an_absolute_date_is_read_in_many_forms(line: str, at: datetime) -> None:
    found = find_date(line, tables().words.dates, THEN)

    assert found is not None
    assert (found.at, found.evidence) == (at, PublishedFrom.TEXT)


@pytest.mark.parametrize(
    ("line", "ago"),
    [
        ("Independenta day ago", timedelta(days=1)),
        ("2 hours ago", timedelta(hours=2)),
        ("an hour ago by A. Writer", timedelta(hours=1)),
        ("vor 3 Tagen", timedelta(days=3)),
        ("il y a 20 minutes", timedelta(minutes=20)),
        ("hace una hora", timedelta(hours=1)),
        ("2 ore fa", timedelta(hours=2)),
        ("há 2 dias", timedelta(days=2)),
        ("2 uur geleden", timedelta(hours=2)),
        ("2 godziny temu", timedelta(hours=2)),
        ("5 минут назад", timedelta(minutes=5)),
        ("час назад", timedelta(hours=1)),
        ("2 години тому", timedelta(hours=2)),
        ("hace 2 horas", timedelta(hours=2)),
        ("2 saat önce", timedelta(hours=2)),
        ("bir gün önce", timedelta(days=1)),
        ("منذ 3 ساعات", timedelta(hours=3)),
        ("قبل ساعتين", timedelta(hours=2)),
        ("2時間前", timedelta(hours=2)),
        ("2小时前", timedelta(hours=2)),
        ("3 天前", timedelta(days=3)),
        ("2시간 전", timedelta(hours=2)),
        ("昨天", timedelta(days=1)),
        ("DÜN", timedelta(days=1)),
        ("позавчера", timedelta(days=2)),
        ("Yesterday", timedelta(days=1)),
        ("před hodinou", timedelta(hours=1)),
        ("před týdnem", timedelta(weeks=1)),
        ("pred 2 hodinami", timedelta(hours=2)),
        ("tunti sitten", timedelta(hours=1)),
        ("egy órával ezelőtt", timedelta(hours=1)),
        ("acum o oră", timedelta(hours=1)),
        ("πριν από μία ώρα", timedelta(hours=1)),
        ("एक घंटे पहले", timedelta(hours=1)),
        ("sejam lalu", timedelta(hours=1)),
        ("một giờ trước", timedelta(hours=1)),
        ("преди 2 часа", timedelta(hours=2)),
        ("un'ora fa", timedelta(hours=1)),
        ("۲ ساعت پیش", timedelta(hours=2)),
        ("২ ঘণ্টা আগে", timedelta(hours=2)),
        ("2 ชั่วโมงที่แล้ว", timedelta(hours=2)),
        ("一小时前", timedelta(hours=1)),
        ("한 시간 전", timedelta(hours=1)),
    ],
)
def test_a_relative_date_is_reckoned_from_the_fetch(line: str, ago: timedelta) -> None:
    found = find_date(line, tables().words.dates, THEN)

    assert found is not None
    assert (found.at, found.evidence) == (AT - ago, PublishedFrom.RELATIVE)


@pytest.mark.parametrize(
    "line",
    [
        "Story Code : 292164",
        "31.02.2024",
        "2024-13-45",
        "+1 202 555 0143",
        "3 days",
        "In 2 hours",
        "Dismay 5",
        "Kumar 12, 2024",
        "KUMAR 12, 2024",
    ],
)
def test_what_is_no_date_is_none(line: str) -> None:
    assert find_date(line, tables().words.dates, THEN) is None


def test_an_ambiguous_date_is_the_reading_nearest_to_the_fetch_and_not_after_it() -> None:
    found = [find_date("06/05/2024", tables().words.dates, Reference(at=at)) for at in (AT, day(2024, 5, 28))]

    assert [one and one.at for one in found] == [day(2024, 6, 5), day(2024, 5, 6)]


def test_an_absolute_date_goes_before_a_relative_one() -> None:
    found = find_published(["3 hours ago", "by A. Writer", "18 June 2024"], THEN, tables().words.dates)

    assert found is not None
    assert found.at == day(2024, 6, 18)


def test_a_date_in_the_future_is_refused_and_the_next_one_taken() -> None:
    found = find_published(["22 June 2024", "18 June 2024"], THEN, tables().words.dates)

    assert found is not None
    assert found.at == day(2024, 6, 18)


def test_a_sentence_that_names_a_day_is_no_publication_date() -> None:
    line = "The treaty that both governments signed in the old capital on 9 May 2021 has now lapsed, officials say."

    assert find_published([line], THEN, tables().words.dates) is None


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("2024-06-19T08:51:00Z", day(2024, 6, 19, 8, 51)),
        ("Wed, 19 Jun 2024 08:51:00 +0200", day(2024, 6, 19, 6, 51)),
        ("1718787060", day(2024, 6, 19, 8, 51)),
        ("19 June 2024", day(2024, 6, 19)),
        ("2 hours ago", AT - timedelta(hours=2)),
        ("soon", None),
        ("2024-06-22", None),
        ("99999999999999999999", None),
    ],
)
def test_a_given_publication_time_is_read_or_none(raw: str, at: datetime | None) -> None:
    assert read_published(raw, THEN, tables().words.dates) == at


def test_a_known_form_of_times_is_tried_first() -> None:
    read = [read_published(raw, THEN, tables().words.dates, "%m.%d.%Y") for raw in ("05.06.2024", "2024-06-01")]

    assert read == [day(2024, 5, 6), day(2024, 6, 1)]


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_none(text: str) -> None:
    time, found = read_time(text), find_date(text, tables().words.dates, THEN)

    assert time is None or time.tzinfo is UTC
    assert found is None or 0 <= found.start < found.end <= len(text)


def test_a_page_is_counted_at_its_fetch_else_at_its_record() -> None:
    fetched = NOON - timedelta(hours=1)

    assert time_of_page(Page(text="a", fetched_at=fetched), payload()) == (fetched, False)
    assert time_of_page(Page(text="a"), payload()) == (NOON, False)


def test_a_fetch_a_little_ahead_of_its_record_is_believed_and_a_later_one_is_not() -> None:
    ahead = [Page(text="a", fetched_at=NOON + timedelta(minutes=minutes)) for minutes in (5, 6)]

    assert [time_of_page(page, payload()) for page in ahead] == [(NOON + timedelta(minutes=5), False), (NOON, True)]
    assert time_of_page(replace(ahead[1]), payload(), lead_s=600) == (NOON + timedelta(minutes=6), False)


def test_a_year_may_be_glued_to_how_long_ago_it_was() -> None:
    found = find_date("Published11 March 20253 hours ago", tables().words.dates, Reference(at=NOON))

    assert found is not None
    assert found.at.date().isoformat() == "2025-03-11"


@pytest.mark.parametrize("line", ["앞으로 3일 전망", "5 дней в неделю", "час пик", "bir gün", "昨天的新闻 2小时"])
def test_a_span_that_is_not_past_is_no_date(line: str) -> None:
    assert find_date(line, tables().words.dates, THEN) is None


@given(
    day=st.integers(1, 28),
    name=st.sampled_from(sorted(tables().words.dates.months)),
    write=st.sampled_from([str, str.upper, str.title, lambda name: name.upper().replace("I", "İ")]),
)
def test_a_month_is_read_however_it_is_written(day: int, name: str, write: Callable[[str], str]) -> None:
    """Turkish has an i and an ı, and a pattern that ignores case takes them for one."""
    found = find_date(f"{day} {write(name)} 2023", tables().words.dates, THEN)

    assert found is not None
    assert (found.at.month, found.at.day) == (tables().words.dates.months[name], day)
