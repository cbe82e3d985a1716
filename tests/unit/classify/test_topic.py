"""Topics of an article."""

import pytest

from workers.classify.lexicon import Letters
from workers.classify.topic import Lexicon, TopicLexicon, compile_words
from workers.model.tags import Language, LanguageFrom

ENGLISH = Language(code="en", confidence=1.0, from_=LanguageFrom.PROFILE)
NAMES = {"medtop:11000000": "politics", "medtop:15000000": "sport", "medtop:16000000": "conflict, war and peace"}


def lexicon(**words: dict[float, str]) -> TopicLexicon:
    by_code = {f"medtop:{code.removeprefix('t')}": lines for code, lines in words.items()}
    return TopicLexicon(names=NAMES, words={"en": compile_words(by_code)})


SMALL = lexicon(
    t11000000={3.0: "election*, cabinet minister", 1.0: "race"},
    t15000000={3.0: "cup final, goal", 2.0: "cup", 1.0: "race"},
    t16000000={3.0: "war, ceasefire"},
)


def codes(text: str, title: str | None = None, classifier: Lexicon | None = None) -> list[str]:
    found = (classifier or Lexicon()).classify(title, text, SMALL, ENGLISH)
    return [topic.code.removeprefix("medtop:") for topic in found]


def test_the_subject_with_most_words_comes_first() -> None:
    assert codes("A goal, and a second goal in the cup final; an election is near.") == ["15000000"]


@pytest.mark.parametrize("text", ["", "Warning: the warden is aware.", "a race", "Goalless and hiccup."])
def test_none_is_said_where_the_words_do_not_carry_it(text: str) -> None:
    """Parts of words say nothing, and a light word alone says too little."""
    assert codes(text) == []


def test_a_star_takes_any_ending_and_the_reason_shows_it() -> None:
    (topic,) = Lexicon().classify(None, "Two cabinet-ministers? No: elections!", SMALL, ENGLISH)

    assert (topic.code, topic.name, topic.because) == ("medtop:11000000", "politics", ("elections",))


def test_a_phrase_hides_the_word_in_it() -> None:
    (topic,) = Lexicon().classify(None, "The Cup\nFinal.", SMALL, ENGLISH)

    assert topic.because == ("cup final",)


def test_neighbouring_words_are_both_found() -> None:
    (topic,) = Lexicon().classify(None, "war ceasefire", SMALL, ENGLISH)

    assert topic.because == ("war", "ceasefire")


def test_a_word_in_the_title_counts_more() -> None:
    assert codes("A goal.", title="War")[0] == "16000000"
    assert codes("War.", title="A goal")[0] == "15000000"


def test_a_word_said_often_counts_little_more_than_once() -> None:
    assert codes("war, war, war. The cup final, a goal, the cup.")[0] == "15000000"


def test_a_second_subject_is_said_when_it_is_nearly_as_strong() -> None:
    assert codes("war and ceasefire and an election") == ["16000000"]
    assert codes("war and an election") == ["11000000", "16000000"]


def test_scores_are_shares_of_all_evidence() -> None:
    found = Lexicon().classify(None, "war and an election", SMALL, ENGLISH)

    assert [topic.score for topic in found] == [0.5, 0.5]


def test_what_could_be_about_anything_is_about_nothing() -> None:
    assert codes("war, election, goal", classifier=Lexicon(share=0.4)) == []


def spoken(text: str, word: str, letters: Letters | None = None) -> list[tuple[str, ...]]:
    """Why a text is about the only subject, whose only word this is; empty if it is not."""
    words = compile_words({"medtop:16000000": {3.0: word}}, letters)
    found = Lexicon().classify(None, text, TopicLexicon(names=NAMES, words={"en": words}), ENGLISH)
    return [topic.because for topic in found]


def test_a_star_at_the_beginning_takes_any_beginning_and_the_reason_shows_it() -> None:
    assert spoken("Das Ende des Bürgerkriegs.", "*krieg*") == [("bürgerkriegs",)]
    assert spoken("Das Ende des Bürgerkriegs.", "krieg*") == []


def test_what_is_glued_to_a_word_is_no_part_of_it() -> None:
    letters = Letters(prefixes=frozenset({"ال", "وال"}), alike={ord("ة"): "ه"})

    assert spoken("قال والحرب، امس", "حرب", letters) == [("والحرب",)]
    assert spoken("هدنه", "هدنة", letters) == [("هدنه",)]
    assert spoken("بحرب", "حرب", letters) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [("明日停战协议", "停战"), ("クーデターが起きた", "クーデター"), ("재휴전협정", "휴전"), ("核 전쟁은", "전쟁")],
)
def test_a_word_without_spaces_is_found_inside_others(text: str, word: str) -> None:
    assert spoken(text, word) == [(word,)]


def test_a_language_without_words_has_no_topics() -> None:
    dutch = Language(code="nl", confidence=1.0, from_=LanguageFrom.PROFILE)

    assert Lexicon().classify("War", "war", SMALL, dutch) == ()


@pytest.mark.parametrize(
    "text",
    [
        """Shells hit hospital as truce collapses. Artillery and drones struck the besieged town overnight. Rebels
        fired rockets at army positions; the president accused the militia of breaking his government's ceasefire.""",
        """Army chief says troops are ready to move. The defence minister told parliament that soldiers were deployed
        along the border after an attack by militants.""",
        """Hostages freed in prisoner swap. The militants let four captives go after talks between envoys; the foreign
        ministry said the truce would hold until the summit.""",
    ],
)
def test_fighting_is_conflict_even_where_politicians_speak(topics: TopicLexicon, text: str) -> None:
    assert Lexicon().classify(None, text, topics, ENGLISH)[0].code == "medtop:16000000"


@pytest.mark.parametrize(
    "text",
    [
        """Leaders sign pact at summit. The presidents promised closer ties during the state visit. The foreign minister
        said the treaty would go to parliament; the opposition wants a vote. The pact also mentions military drills.""",
        """Senate rejects bill on arms sale. Senators voted against the measure. The White House said the president
        would veto any resolution, and Republicans and Democrats blamed each other before the election.""",
    ],
)
def test_diplomacy_is_politics_even_where_arms_are_named(topics: TopicLexicon, text: str) -> None:
    assert Lexicon().classify(None, text, topics, ENGLISH)[0].code == "medtop:11000000"


@pytest.mark.parametrize(
    "text",
    [
        """Bomber goes on trial. Prosecutors told the court that the accused planted the device at the station. His
        lawyer said he would plead not guilty; the judge expects a verdict in June, and long years in prison.""",
        """Detectives arrest general's driver. Police said the suspect stole weapons from a barracks and sold them to a
        gang. He was charged with theft and will appear before a magistrate on Friday.""",
    ],
)
def test_a_trial_is_crime_even_where_weapons_are_named(topics: TopicLexicon, text: str) -> None:
    assert Lexicon().classify(None, text, topics, ENGLISH)[0].code == "medtop:02000000"


def test_a_state_visit_with_arms_talk_is_politics_and_then_conflict(topics: TopicLexicon) -> None:
    found = Lexicon().classify(
        "President ends state visit with a pledge on missiles",
        """The two presidents signed a partnership treaty at their summit, and promised each other military aid against
        an invasion. Diplomats said the foreign minister would visit again; the army showed its missiles and tanks, and
        troops marched before the guests. The opposition in parliament criticised the arms deal.""",
        topics,
        ENGLISH,
    )

    assert [topic.code for topic in found] == ["medtop:11000000", "medtop:16000000"]
