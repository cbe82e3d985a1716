"""Every language of dates: absolute, relative, and glued to other words, as pages write them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.ingest.pages import tables
from workers.ingest.date_find import Reference
from workers.ingest.dates import find_published
from workers.model.article import PublishedFrom

AT = datetime(2024, 6, 20, 12, tzinfo=UTC)
DAY = datetime(2024, 6, 19, tzinfo=UTC)

ABSOLUTE = {
    "ar": ("الأربعاء 19 يونيو 2024", "١٩ يونيو ٢٠٢٤", "تاريخ النشر19 يونيو 2024"),
    "bg": ("19 юни 2024", "сряда, 19.06.2024", "Публикувано19 юни 2024 г."),
    "cs": ("19. června 2024", "19. 6. 2024", "Publikováno19. června 2024"),
    "da": ("onsdag den 19. juni 2024", "19.06.2024", "Publiceret19. juni 2024"),
    "de": ("Mittwoch, 19. Juni 2024", "19.06.2024", "VeröffentlichtMittwoch, 19. Juni 2024"),
    "el": ("19 Ιουνίου 2024", "19/06/2024", "Δημοσίευση19 Ιουνίου 2024"),
    "en": ("Wednesday, June 19, 2024", "19th of June 2024", "PublishedJune 19, 2024"),
    "es": ("19 de junio de 2024", "miércoles, 19 junio 2024", "Publicado19 de junio de 2024"),
    "fi": ("19. kesäkuuta 2024", "19.6.2024", "Julkaistu19.6.2024"),
    "fr": ("mercredi 19 juin 2024", "19/06/2024", "Publié le19 juin 2024"),
    "he": ("19 ביוני 2024", "19.06.2024", "פורסם19 ביוני 2024"),
    "hi": ("19 जून 2024", "बुधवार, 19 जून 2024", "प्रकाशित19 जून 2024"),
    "hu": ("2024. június 19.", "2024. 06. 19.", "Közzétéve2024. június 19."),
    "id": ("Rabu, 19 Juni 2024", "19/06/2024", "Diterbitkan19 Juni 2024"),
    "it": ("mercoledì 19 giugno 2024", "19/06/2024", "Pubblicato il19 giugno 2024"),
    "ja": ("2024年6月19日", "2024/06/19", "公開2024年6月19日"),
    "ko": ("2024년 6월 19일", "2024. 6. 19.", "입력2024.06.19"),
    "nl": ("woensdag 19 juni 2024", "19-06-2024", "Gepubliceerd19 juni 2024"),
    "no": ("19. juni 2024", "19.06.2024", "Publisert19. juni 2024"),
    "pl": ("19 czerwca 2024", "środa, 19 czerwca 2024", "Opublikowano19 czerwca 2024"),
    "pt": ("19 de junho de 2024", "quarta-feira, 19 jun 2024", "Publicado19 de junho de 2024"),
    "ro": ("19 iunie 2024", "miercuri, 19 iunie 2024", "Publicat19 iunie 2024"),
    "ru": ("19 июня 2024", "среда, 19 июня 2024 г.", "Опубликовано19 июня 2024"),
    "sv": ("19 juni 2024", "onsdag 19 juni 2024", "Publicerad19 juni 2024"),
    "tr": ("19 Haziran 2024", "19 HAZİRAN 2024 ÇARŞAMBA", "Yayınlanma19 Haziran 2024"),
    "uk": ("19 червня 2024", "середа, 19 червня 2024", "Опубліковано19 червня 2024"),
    "vi": ("19 tháng 6 năm 2024", "Thứ tư, 19/6/2024", "Xuất bản19/6/2024"),
    "zh": ("2024年6月19日", "2024年6月19号", "发布于2024年6月19日"),
}
"""Each says 19 June 2024; the last is glued to the word before it."""

TWO_HOURS_AGO = {
    "ar": ("منذ ساعتين", "قبل ساعتين", "وكالاتمنذ 2 ساعة"),
    "cs": ("před 2 hodinami",),
    "da": ("for 2 timer siden",),
    "de": ("vor 2 Stunden", "Von A. Berg, vor 2 Stunden", "Nachrichtenvor 2 Stunden"),
    "el": ("πριν 2 ώρες", "πριν από 2 ώρες", "2 ώρες πριν"),
    "en": ("2 hours ago", "2h ago", "Independent2 hours ago"),
    "es": ("hace 2 horas", "Hace 2 horas", "Por L. Ríoshace 2 horas"),
    "fi": ("2 tuntia sitten",),
    "fr": ("il y a 2 heures", "Il y a 2 heures"),
    "he": ("לפני 2 שעות", "לפני שעתיים"),
    "hi": ("2 घंटे पहले",),
    "hu": ("2 órával ezelőtt",),
    "id": ("2 jam lalu", "2 jam yang lalu"),
    "it": ("2 ore fa", "La Gazzetta2 ore fa"),
    "ja": ("2時間前", "時事2時間前"),
    "ko": ("2시간 전", "연합2시간 전"),
    "nl": ("2 uur geleden", "Redactie2 uur geleden"),
    "no": ("2 timer siden",),
    "pl": ("2 godziny temu", "Redakcja2 godziny temu"),
    "pt": ("há 2 horas", "2 horas atrás"),
    "ro": ("acum 2 ore",),
    "ru": ("2 часа назад", "Редакция2 часа назад"),
    "sv": ("för 2 timmar sedan",),
    "tr": ("2 saat önce", "Haber Merkezi2 saat önce"),
    "uk": ("2 години тому", "Редакція2 години тому"),
    "vi": ("2 giờ trước",),
    "zh": ("2小时前", "2 小時前", "本报2小时前"),
}

YESTERDAY = {
    "ar": "أمس",
    "cs": "Včera",
    "de": "Gestern",
    "el": "Χθες",
    "en": "Yesterday",
    "es": "Ayer",
    "fi": "Eilen",
    "fr": "Hier",
    "he": "אתמול",
    "hu": "Tegnap",
    "it": "Ieri",
    "ja": "昨日",
    "ko": "어제",
    "nl": "Gisteren",
    "pl": "Wczoraj",
    "pt": "Ontem",
    "ru": "Вчера",
    "sv": "Igår",
    "tr": "Dün",
    "uk": "Вчора",
    "vi": "Hôm qua",
    "zh": "昨天",
}


def found_in(line: str) -> tuple[datetime, PublishedFrom] | None:
    found = find_published([line], Reference(at=AT), tables().words.dates)
    return None if found is None else (found.at, found.evidence)


@pytest.mark.parametrize(("language", "line"), [(code, line) for code, lines in ABSOLUTE.items() for line in lines])
def test_a_day_is_read_in_every_language_also_glued(language: str, line: str) -> None:
    assert found_in(line) == (DAY, PublishedFrom.TEXT)


@pytest.mark.parametrize(("language", "line"), [(code, line) for code, lines in ABSOLUTE.items() for line in lines[:2]])
def test_a_time_of_day_and_an_offset_stand_behind_a_day_in_every_language(language: str, line: str) -> None:
    day = line.removesuffix(".") if language in {"hu", "ko"} else line

    assert found_in(f"{day} 08:51 (GMT+2)") == (DAY + timedelta(hours=6, minutes=51), PublishedFrom.TEXT)


@pytest.mark.parametrize(
    ("language", "line"), [(code, line) for code, lines in TWO_HOURS_AGO.items() for line in lines]
)
def test_a_span_is_reckoned_from_the_fetch_in_every_language_also_glued(language: str, line: str) -> None:
    assert found_in(line) == (AT - timedelta(hours=2), PublishedFrom.RELATIVE)


@pytest.mark.parametrize(("language", "word"), YESTERDAY.items())
def test_a_word_for_yesterday_is_read_alone_and_with_a_time_of_day(language: str, word: str) -> None:
    assert found_in(word) == (AT - timedelta(days=1), PublishedFrom.RELATIVE)
    assert found_in(f"{word}, 18:20") == (DAY + timedelta(hours=18, minutes=20), PublishedFrom.RELATIVE)


def test_the_languages_are_at_least_those_that_pages_of_all_kinds_are_read_in() -> None:
    wanted = {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "zh"}

    assert wanted <= ABSOLUTE.keys() & TWO_HOURS_AGO.keys() & YESTERDAY.keys()
