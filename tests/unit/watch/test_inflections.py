"""Names with endings and glued prefixes, by the shipped table."""

import unicodedata

import pytest

from tests.unit.watch.looking import INFLECTIONS, named, term

FORMS = [
    ("ru", "Северная Корея", "Он прибыл в Северную Корею."),
    ("ru", "Путин", "Встреча с Путиным прошла утром."),
    ("ru", "Зеленский", "Речь Зеленского длилась час."),
    ("ru", "Донецк", "Бои под Донецком продолжаются."),
    ("ru", "Соединённые Штаты", "Посол Соединенных Штатов молчит."),
    ("ru", "Нью-Йорк", "Он живет в Нью-Йорке."),
    ("ru", "Филиппины", "Тайфун у берегов Филиппин."),
    ("uk", "Київ", "Вибухи у Києві та області."),
    ("uk", "Україна", "Влада України мовчить."),
    ("uk", "Харків", "Мер Харкова виступив."),
    ("pl", "Warszawa", "Spotkanie w Warszawie trwa."),
    ("pl", "Polska", "Rząd Polski i prezydent, w Polsce."),
    ("pl", "Kaczyński", "Słowa Kaczyńskiego dziwią."),
    ("pl", "Niemcy", "Kanclerz Niemiec przyjechał."),
    ("cs", "Praha", "V Praze prší."),
    ("cs", "Česká republika", "Vláda České republiky jedná."),
    ("cs", "Babiš", "Setkání s Babišem skončilo."),
    ("tr", "Ankara", "Toplantı Ankarada yapıldı."),
    ("tr", "İstanbul", "Toplantı İstanbul'da yapıldı."),
    ("fi", "Helsinki", "Kokous pidetään Helsingissä."),
    ("fi", "Suomi", "Se kuuluu Suomen valtiolle."),
    ("hu", "Magyarország", "A vita Magyarországon folyik."),
    ("hu", "Amerika", "Az üzlet Amerikában van."),
    ("de", "Deutschland", "Die Zukunft Deutschlands ist offen."),
    ("ar", "العراق", "وصل الوفد للعراق أمس."),
    ("ar", "إيران", "المحادثات مع الوفد وإيران مستمرة."),
    ("he", "ישראל", "הוא חזר לישראל אתמול."),
    ("ko", "북한", "정부는 북한에서 온 소식을 확인했다."),
]


@pytest.mark.parametrize(("language", "name", "text"), FORMS)
def test_a_name_is_found_with_its_endings(language: str, name: str, text: str) -> None:
    assert named(text, term(name, inflect=language)) == (name,)


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("ru", "Иран", "Певица Ирания выступила."),
        ("ru", "Того", "После того они ушли, кроме того того."),
        ("ru", "Самоа", "Самое холодное место."),
        ("cs", "Komory", "Návrh prošel oběma komorami."),
        ("pl", "Polska", "Polskawy i Polskość."),
        ("ar", "العراق", "سافر العراقيون."),
        ("ar", "العراق", "رأيت معراق هنا"),
        ("ko", "인도", "인도네시아에서 지진이 났다."),
        ("ko", "이란", "Cell이란 작은 방이다."),
    ],
)
def test_another_word_is_not_an_ending(language: str, name: str, text: str) -> None:
    assert named(text, term(name, inflect=language)) == ()


def test_without_a_language_a_name_has_one_form() -> None:
    assert named("Он прибыл в Северную Корею.", "Северная Корея") == ()


def test_every_word_of_a_name_takes_its_own_ending() -> None:
    assert named("В Северной корабли.", term("Северная Корея", inflect="ru")) == ()


def test_capitals_are_asked_for_behind_an_ending_too() -> None:
    exact = term("Северная Корея", case="exact", inflect="ru")

    assert named("глава Северной Кореи", exact) == ("Северная Корея",)
    assert named("глава Северной кореи", exact) == ()


def test_an_abbreviation_takes_no_ending() -> None:
    assert named("Сегодня ООНы нет.", term("ООН", inflect="ru")) == ()
    assert named("Сегодня в ООН спорят.", term("ООН", inflect="ru")) == ("ООН",)


def test_korean_particles_need_no_language() -> None:
    assert named("어제 북한은 침묵했다.", "북한") == ("북한",)


def test_a_term_after_an_inflected_word_is_found_across_a_line_break() -> None:
    assert named("глава Северной\nКореи прибыл", term("Северная Корея", inflect="ru")) == ("Северная Корея",)


def test_an_unknown_language_changes_nothing() -> None:
    assert named("in Ruritania today", term("Ruritania", inflect="xx")) == ("Ruritania",)


@pytest.mark.parametrize("language", sorted(INFLECTIONS.languages))
def test_endings_are_written_in_one_script(language: str) -> None:
    """A Latin ``a`` in a Russian ending looks right and matches nothing."""
    affixes = INFLECTIONS.languages[language]
    classes = affixes.endings | affixes.prefixes
    letters = {char for own, forms in classes.items() for char in own.join(["", *forms]) if char.isalpha()}

    assert len({unicodedata.name(char).split()[0] for char in letters}) == 1
