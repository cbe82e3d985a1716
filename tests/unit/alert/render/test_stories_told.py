"""Stories in mails: only where grouping says something that the list of articles does not."""

import pytest
from msgspec.structs import replace

from tests.builders import NOON, change, evidence, notice
from tests.unit.alert.render.wording import told
from workers.alert.render.words import Form
from workers.model.alert import Story

STORY = Story(headline="A crane falls into the harbour", origins=1, articles=1, first_fetched_at=NOON, new=False)


@pytest.mark.parametrize("form", [Form.TEXT, Form.HTML])
@pytest.mark.parametrize(("articles", "shown"), [(1, False), (2, True)])
def test_stories_are_listed_when_one_has_more_than_a_single_article(form: Form, articles: int, shown: bool) -> None:
    stories = (replace(STORY, articles=articles), STORY)
    one = replace(notice(), change=change(evidence=evidence(stories=stories)))

    assert ("A crane falls" in told(form, one)) is shown
