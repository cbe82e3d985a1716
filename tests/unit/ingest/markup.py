"""Made-up pages of HTML."""

import json

MENU = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(12))


def markup(*paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Saltmouth rebuilds its harbour</title>{head}</head><body>"
        f"<nav><ul>{MENU}</ul></nav><article><h1>Saltmouth rebuilds its harbour</h1>{body}</article>"
        "<footer>All rights reserved.</footer></body></html>"
    )


def linked(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "The Tide"}, fields]}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'
