from msgspec.structs import replace

from tests.unit.documents.folder import documents_of, told
from workers.channels import AnyChannel
from workers.channels.log import Log
from workers.config.node import Place, Plain, as_node
from workers.documents.outside import Outside, check_outside
from workers.documents.placed import Documents, Placed

WATCHES = "watches: [{id: a, terms: [Alpha]}]"


def outside(**environment: str) -> Outside:
    return Outside(environment=environment, is_file=lambda path: path == "there.pem")


def with_channel(**keys: Plain) -> Documents[AnyChannel]:
    """A channel of a kind that has secrets."""
    place = Place(file="channels.yaml", path="channels[0]", node=as_node(dict(keys)))
    return replace(documents_of(watches=WATCHES), channels=(Placed(place=place, value=Log(id="c")),))


def test_a_secrets_variable_must_be_set() -> None:
    documents = with_channel(id="c", kind="webhook", secret_env="DESK")

    assert [mistake.path for mistake in check_outside(documents, outside()).mistakes] == ["channels[0].secret_env"]
    assert [mistake.path for mistake in check_outside(documents, outside(DESK="")).mistakes] == [
        "channels[0].secret_env"
    ]
    assert check_outside(documents, outside(DESK="s3cret")).mistakes == ()


def test_a_secrets_file_must_be_there() -> None:
    assert check_outside(with_channel(id="c", password_file="there.pem"), outside()).mistakes == ()
    assert len(check_outside(with_channel(id="c", password_file="gone.pem"), outside()).mistakes) == 1


def test_the_secrets_of_the_broker_and_the_page_are_asked_for_too() -> None:
    settings = "security: {password_env: ONE, ca_file: gone.pem}\nhttp:\n  token_env: TWO"

    assert told(check_outside(documents_of(watches=WATCHES, groundswell=settings), outside())) == [
        (
            "config/groundswell.yaml:1: security.password_env: found the variable ONE, which is not set; "
            "expected one that is set"
        ),
        (
            "config/groundswell.yaml:1: security.ca_file: found the file gone.pem, which is not there; "
            "expected a readable file"
        ),
        "config/groundswell.yaml:3: http.token_env: found the variable TWO, which is not set; expected one that is set",
    ]


def test_the_secrets_of_a_channels_own_broker_are_asked_for_too() -> None:
    documents = with_channel(id="c", security={"password_env": "WORD", "ca_file": "gone.pem"})

    assert [mistake.path for mistake in check_outside(documents, outside(WORD="s3cret")).mistakes] == [
        "channels[0].security.ca_file"
    ]
