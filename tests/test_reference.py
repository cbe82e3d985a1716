"""The reference is what the code says. `python -m tools.reference` writes it anew."""

import pytest
from msgspec import structs

from tools.reference import FOLDER, PAGES
from tools.reference_config import FILES, keys_of, structs_in
from workers.hosts.kafka.flows import Flows


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m tools.reference"


def test_every_key_of_the_config_has_a_meaning() -> None:
    kinds = [struct for items in FILES.values() for kind in items.values() for struct in structs_in(kind)]
    silent = [f"{kind.__name__}.{key.path}" for kind in kinds for key in keys_of(kind) if not key.meaning]

    assert silent == []
    assert len(kinds) > 8


def test_every_flow_is_told_of() -> None:
    page = (FOLDER / "flows.md").read_text(encoding="utf-8")

    assert [field.name for field in structs.fields(Flows) if f"\n| {field.name} |" not in page] == []
