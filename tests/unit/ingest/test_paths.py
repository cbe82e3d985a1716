import json

import pytest

from workers.ingest.json_text import read_object
from workers.ingest.paths import find_field

PAGE = {
    "title": "Frost",
    "a.b": "flat",
    "a": {"b": "deep", "c": {"d": "deeper"}},
    "blank": " ",
    "nothing": None,
    "none": [],
    "lines": ["first", {"more": ["second", 3, None]}, "third"],
    "bodies": [
        {"role": "rich", "value": "<p>one</p>"},
        {"role": "main", "value": "one"},
        {"value": "unsaid"},
    ],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("title", "Frost"),
        ("absent", None),
        ("a.b", "flat"),
        ("a.c.d", "deeper"),
        ("a.c.x.y", None),
        ("title.x", None),
        ("bodies.1.value", "one"),
        ("bodies.7.value", None),
        ("bodies.value", None),
        ("bodies.role=main.value", "one"),
        ("bodies.role=absent.value", None),
        ("bodies.role=.value", "unsaid"),
        ("lines.*", "first\nsecond\nthird"),
        ("title.*", "Frost"),
        ("bodies.0.*", "rich\n<p>one</p>"),
        ("absent | title", "Frost"),
        ("blank | nothing | none | none.* | absent.x | a.c.d|title", "deeper"),
        ("blank | absent", None),
    ],
)
def test_a_path_leads_to_a_field(path: str, found: object) -> None:
    assert find_field(read_object(json.dumps(PAGE)), path) == found


def test_what_is_no_string_is_found_as_it_is() -> None:
    """Whoever asked for it says that it is of the wrong type."""
    assert find_field(read_object('{"n": 0, "list": [1]}'), "n") == 0
    assert find_field(read_object('{"n": 0, "list": [1]}'), "list") == [1]
