"""Language of an article."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workers.classify.language import Profiles, detect_language
from workers.classify.lexicon import load_lexicon
from workers.model.tags import LanguageFrom

ENGLISH = "The ministers met again on Tuesday and said that they would publish the report before the end of the month."


def test_a_plain_article_is_told_by_its_profile(profiles: Profiles) -> None:
    found = detect_language("Ministers meet again in the capital", ENGLISH, profiles)

    assert (found.code, found.from_) == ("en", LanguageFrom.PROFILE)
    assert found.confidence > 0.99


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("zh-Hans", "中国外长访问莫斯科并与俄方会谈"),
        ("zh-Hant", "中國外長訪問莫斯科並與俄方會談"),
        ("ja", "東京株式市場反発、終値は三万九千円台"),
        ("ja", "政府、北朝鮮に抗議"),
        ("ko", "북한 미사일 발사에 정부 항의"),
        ("he", "שר החוץ נפגש עם מקבילו"),
        ("th", "นายกรัฐมนตรีเดินทางเยือนญี่ปุ่น"),
    ],
)
def test_a_title_in_a_script_of_its_own_is_told_by_it(profiles: Profiles, code: str, title: str) -> None:
    found = detect_language(title, "", profiles)

    assert (found.code, found.from_) == (code, LanguageFrom.SCRIPT)


def test_an_all_capital_title_is_read_in_small_letters(profiles: Profiles) -> None:
    """The profiles leave runs of capitals out, which would leave nothing."""
    title = "LA PRESIDENTA DEL GOBIERNO VIAJARÁ MAÑANA A LA FRONTERA"

    assert detect_language(title, "", profiles).code == "es"
    assert detect_language(title, "The News", profiles).code == "es"


def test_a_short_title_is_left_out(profiles: Profiles) -> None:
    """A name in another language says nothing of the text."""
    text = "Nine men sat in the sun."

    assert detect_language("La Repubblica", text, profiles) == detect_language(None, text, profiles)


def test_an_address_is_not_language(profiles: Profiles) -> None:
    long = "https://www.exemple.fr/actualites/le-gouvernement-annonce-de-nouvelles-mesures-pour-les-entreprises " * 2

    assert detect_language(None, long + ENGLISH, profiles).code == "en"


def test_a_quoted_foreign_word_does_not_change_the_script(profiles: Profiles) -> None:
    assert detect_language(None, "The slogan 和平 was painted on every wall of the old town.", profiles).code == "en"


@pytest.mark.parametrize("text", ["", "   ", "12,345.67 -- 89%", "!!!", "🙂🙂", "Ok"])
def test_what_has_no_words_has_no_language(profiles: Profiles, text: str) -> None:
    found = detect_language(None, text, profiles)

    assert (found.code, found.confidence, found.from_) == ("und", 0.0, LanguageFrom.NONE)


def test_a_language_no_profile_knows_is_not_said_to_be_its_neighbour(profiles: Profiles) -> None:
    zulu = (
        "Umongameli wezwe uthe uhulumeni uzokwakha izindlu ezintsha emadolobheni amakhulu ngonyaka ozayo, futhi "
        "abantu abaningi bayathemba ukuthi lokhu kuzosiza imindeni engenazo izindawo zokuhlala ezweni lonke."
    )

    assert detect_language(None, zulu, profiles).code == "und"
    assert detect_language(None, zulu, profiles, "zu-ZA").code == "zu"


@pytest.mark.parametrize(
    ("declared", "code"), [("ms", "ms"), ("id", "id"), ("en-US", "id"), ("ru", "id"), ("nonsense", "id"), ("", "id")]
)
def test_the_page_is_believed_only_where_its_word_is_likely(profiles: Profiles, declared: str, code: str) -> None:
    """Templates declare English for everything; nobody declares Malay by mistake."""
    text = "Menteri luar negeri mengatakan bahwa pertemuan itu akan diadakan di ibu kota pada bulan depan."

    assert detect_language(None, text, profiles, declared).code == code


def test_the_page_is_believed_where_the_text_says_nothing(profiles: Profiles) -> None:
    found = detect_language(None, "Ok", profiles, "sv_SE")

    assert (found.code, found.from_) == ("sv", LanguageFrom.DECLARED)


def test_the_page_is_never_believed_against_the_script(profiles: Profiles) -> None:
    assert detect_language(None, "Да", profiles, "en").code == "und"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("be", "Прэзідэнт заявіў пра гэта на сустрэчы з журналістамі, якая адбылася ў аўторак у сталіцы краіны."),
        ("sr", "Министар је рекао да ће се састанак одржати следеће недеље и да ће о томе обавестити грађане."),
        ("kk", "Президент қалада өткен жиында жаңа заң туралы айтып, оның қашан күшіне енетінін түсіндірді."),
        (
            "mn",
            "Сайд хэлэхдээ хурал ирэх долоо хоногт нийслэлд болно гэж мэдэгдсэн бөгөөд үүнийг засгийн газар дэмжив.",
        ),
        ("az", "Prezident bildirib ki, görüş gələn həftə paytaxtda keçiriləcək və bu barədə məlumat veriləcək."),
        ("is", "Ráðherrann sagði að fundurinn yrði haldinn í næstu viku og að þjóðin fengi að vita það þá."),
    ],
)
def test_a_language_without_a_profile_is_told_by_its_letters(profiles: Profiles, code: str, text: str) -> None:
    assert detect_language(None, text, profiles).code == code


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.none() | st.text(max_size=40), text=st.text(max_size=400), declared=st.none() | st.text(max_size=6))
def test_any_text_gets_one_answer(profiles: Profiles, title: str | None, text: str, declared: str | None) -> None:
    found = detect_language(title, text, profiles, declared)

    assert 0.0 <= found.confidence <= 1.0
    assert found == detect_language(title, text, profiles, declared)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("da", "Så kan man ikke gøre mere nu"),
        ("no", "Så kan man ikke gjøre mer nå"),
        ("nl", "Het was een van de eerste"),
        ("af", "Dit was een van die eerste"),
        ("hr", "Što će biti s tim ako"),
        ("sl", "Kaj bo s tem če ni"),
        ("cs", "Není to tak když se ptáme"),
        ("sk", "Nie je to tak keď sa pýtame"),
        ("es", "No hay más que una y"),
        ("pt", "Não há mais que uma e"),
        ("bg", "Ако те не са тук сега"),
        ("mk", "Ако тие не се тука сега"),
        ("ru", "Если они не здесь то где"),
        ("uk", "Якщо вони не тут то де"),
    ],
)
def test_neighbours_are_told_apart_by_their_smallest_words(profiles: Profiles, code: str, text: str) -> None:
    assert detect_language(None, text, profiles).code == code


def test_names_in_latin_letters_do_not_make_a_text_another(profiles: Profiles) -> None:
    """Reports of firms, machines and matches are full of them."""
    text = "Google Chrome, Apple iPhone و Samsung Galaxy در بازار ایران گران شده‌اند"

    assert detect_language(None, text, profiles).code == "fa"


def test_a_page_of_english_machinery_is_not_believed_against_its_article(profiles: Profiles) -> None:
    """Menus stay English where the news is not."""
    text = "Home News Sport Video Contact وزیر اعظم نے کہا ہے کہ حکومت اگلے ہفتے نئے منصوبے کا اعلان کرے گی"

    assert detect_language(None, text, profiles).code == "ur"


def test_a_latin_text_with_a_foreign_title_in_it_stays_what_it_is(profiles: Profiles) -> None:
    text = (
        "The film Сталкер was shown again on Friday in a small house near the station, and nobody left before the end."
    )

    assert detect_language(None, text, profiles).code == "en"


@pytest.mark.parametrize(
    "title", ["MINISTER: SO GEHT ES NICHT WEITER", "LE MINISTRE NE VEUT PAS PARTIR", "МИНИСТР УХОДИТ В ОТСТАВКУ"]
)
def test_capitals_alone_change_no_language(profiles: Profiles, title: str) -> None:
    assert detect_language(title, "", profiles).code == detect_language(title.lower(), "", profiles).code != "und"


def test_the_same_text_is_always_told_the_same(profiles: Profiles) -> None:
    """langdetect draws lots; nothing here does."""
    text = "Mellom øst og vest er det ikke langt, sa hun."

    assert len({detect_language(None, text, profiles) for _ in range(1000)}) == 1


def test_the_smallest_words_are_written_in_small_letters_and_stand_once() -> None:
    frequent = load_lexicon("frequent.yaml", dict[str, str])
    odd = {
        (code, word)
        for code, line in frequent.items()
        for word, count in Counter(line.split()).items()
        if count > 1 or word != word.lower()
    }

    assert odd == set()


def test_every_language_that_the_profiles_choose_among_has_its_smallest_words(profiles: Profiles) -> None:
    frequent = load_lexicon("frequent.yaml", dict[str, str])

    assert {code for known in profiles.by_script.values() for code in known.languages} == set(frequent)
