"""Languages beyond ours, where the extra is chosen."""

from importlib import import_module

import pytest

from workers.classify.language import Profiles, detect_language
from workers.classify.other_languages import LANGUAGES, load_identifier
from workers.classify.script import known_languages

ZULU = (
    "Umongameli wezwe uthe uhulumeni uzokwakha izindlu ezintsha emadolobheni amakhulu ngonyaka ozayo, futhi "
    "abantu abaningi bayathemba ukuthi lokhu kuzosiza imindeni engenazo izindawo zokuhlala ezweni lonke."
)
ENGLISH = "The ministers met again on Tuesday and said that they would publish the report before the end of the month."


class Always:
    """An identifier with one answer."""

    def __init__(self, code: str, sure: float) -> None:
        self._answer = code, sure

    def classify(self, _: str) -> tuple[str, float]:
        return self._answer


def test_it_is_asked_where_no_profile_is_the_texts_language(profiles: Profiles) -> None:
    found = detect_language(None, ZULU, profiles, other=Always("zu", 0.99))

    assert (found.code, found.confidence) == ("zu", 0.99)
    assert detect_language(None, ZULU, profiles).code == "und"


@pytest.mark.parametrize("text", [ENGLISH, "中国外长访问莫斯科并与俄方会谈", "Ok", "", "12,345"])
def test_it_is_not_asked_where_we_know_or_where_there_is_too_little(profiles: Profiles, text: str) -> None:
    assert detect_language(None, text, profiles, other=Always("zu", 1.0)) == detect_language(None, text, profiles)


@pytest.mark.parametrize(("code", "sure"), [("zu", 0.6), ("sw", 0.99), ("ext", 0.99), ("zxx", 1.0)])
def test_it_is_not_believed_when_unsure_or_about_what_we_know_better(
    profiles: Profiles, code: str, sure: float
) -> None:
    """Swahili has a profile, and this was too strange to it; codes of three letters may be nobody's but its own."""
    assert detect_language(None, ZULU, profiles, other=Always(code, sure)).code == "und"


def test_the_page_is_believed_first(profiles: Profiles) -> None:
    assert detect_language(None, ZULU, profiles, "xh", Always("zu", 0.99)).code == "xh"


def test_the_languages_it_adds_are_known_by_their_codes(profiles: Profiles) -> None:
    model = import_module("py3langid.langid")
    identifier = model.LanguageIdentifier.from_model_file(model.MODEL_FILE)
    told = {code for code in identifier.labels if len(code) == 2} - {"zh"}

    assert told - known_languages(profiles.scripts) == LANGUAGES


def test_the_real_one_knows_zulu(profiles: Profiles) -> None:
    assert detect_language(None, ZULU, profiles, other=load_identifier()).code == "zu"
