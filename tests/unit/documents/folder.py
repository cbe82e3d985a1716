"""Config folders written out in a test, and what is read of them."""

from functools import cache
from textwrap import dedent

from workers.channels import AnyChannel, decode_channel
from workers.config.load import Loaded
from workers.documents.placed import Documents, Findings
from workers.documents.read import read_documents
from workers.rules import Shipped, load_shipped


def read_folder(**files: str) -> tuple[Documents[AnyChannel], Findings]:
    """Read a folder ``config``; the files are named without their endings, tables as ``watches_csv``."""
    loaded = [
        Loaded(name=file, file=f"config/{file}", text=dedent(text))
        for name, text in files.items()
        for file in [f"{name.removesuffix('_csv')}.csv" if name.endswith("_csv") else f"{name}.yaml"]
    ]
    return read_documents("config", loaded, decode_channel)


def documents_of(**files: str) -> Documents[AnyChannel]:
    """What a folder without mistakes says."""
    documents, findings = read_folder(**files)
    assert findings.mistakes == ()
    return documents


def told(findings: Findings) -> list[str]:
    """The mistakes as a person sees them."""
    return [str(mistake) for mistake in findings.mistakes]


@cache
def shipped_once() -> Shipped:
    """What is shipped, read once for all tests: it takes half a second and never changes."""
    return load_shipped()
