"""The document, and what a browser lets it do."""

import re
from base64 import b64encode
from hashlib import sha256

from workers.hosts.web.sheet import load_sheet, load_sign_in, put_together

BYTES = 200_000
"""What the whole page may weigh."""


def hashes(body: str, tag: str) -> list[str]:
    found = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", body, re.DOTALL)
    return [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in found]


def test_the_policy_allows_the_pages_own_script_and_style_and_no_other() -> None:
    sheet = load_sheet(signed_in=False)
    body = sheet.body.decode()

    for tag in ("script", "style"):
        (own,) = hashes(body, tag)
        assert f"{tag}-src {own};" in sheet.policy + ";"
    assert "unsafe" not in sheet.policy
    assert sheet.policy.startswith("default-src 'none';")


def test_nothing_is_asked_of_other_sites_and_nothing_stands_in_attributes_that_the_policy_forbids() -> None:
    body = load_sheet(signed_in=True).body.decode()
    html = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", body, flags=re.DOTALL)

    assert re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//""", body) == []
    assert re.findall(r"\s(?:style|on[a-z]+)=", html) == []
    assert len(body.encode()) < BYTES


def test_who_signed_in_can_sign_out() -> None:
    assert b"data-signed-in" in load_sheet(signed_in=True).body
    assert b"<html data-signed-in" not in load_sheet(signed_in=False).body


def test_the_form_runs_no_script_and_tells_nothing() -> None:
    sheet = load_sign_in()

    assert "script-src 'none'" in sheet.policy
    assert b"<script" not in sheet.body
    assert b"watches" not in sheet.body.lower()


def test_style_and_script_are_put_in_as_they_are() -> None:
    sheet = put_together("<style>/*style*/</style><script>/*script*/</script>", "a{}", "b()")

    assert sheet.body == b"<style>a{}</style><script>b()</script>"
