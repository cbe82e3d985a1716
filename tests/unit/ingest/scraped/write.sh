#!/bin/sh
# Writes again what each tool makes of page.html, in the versions named here: tests/unit/ingest/scraped/write.sh
# The page was written for this test; the files are what the tools wrote, untouched. Nothing is fetched but packages.
set -eu
cd "$(dirname "$0")"
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3.11 -m venv "$venv"
"$venv/bin/pip" install --quiet trafilatura==2.3.1 scrapy==2.19.0 news-please==1.6.16
# Fundus wants another lxml than htmldate does; the two get along when it comes last, with a curl_cffi it knows.
"$venv/bin/pip" install --quiet fundus==0.5.7 'curl_cffi<0.12'

"$venv/bin/python" - <<'END'
import json
from pathlib import Path

import trafilatura

html, address = Path("page.html").read_text(), "https://www.skerryherald.example/islands/post-boat-last-round"
whole = trafilatura.extract(html, url=address, output_format="json", with_metadata=True)
Path("trafilatura.json").write_text(whole + "\n")
Path("trafilatura-text-only.json").write_text(trafilatura.extract(html, output_format="json") + "\n")
END

"$venv/bin/python" - <<'END'
import json
from pathlib import Path

from newsplease import NewsPlease

html, address = Path("page.html").read_text(), "https://www.skerryherald.example/islands/post-boat-last-round"
for name, fetched in (("news-please.json", "2025-03-07 05:02:11"), ("news-please-undated.json", None)):
    article = NewsPlease.from_html(html, url=address, download_date=fetched, fetch_images=False)
    Path(name).write_text(json.dumps(article.get_serializable_dict()) + "\n")
END

cat > "$venv/spider.py" <<'END'
from datetime import UTC, datetime
from pathlib import Path

import scrapy


class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [Path("page.html").absolute().as_uri()]
    custom_settings = {"FEEDS": {"scrapy.jsonl": {"format": "jsonlines", "overwrite": True}}}

    def parse(self, response):
        item = {
            "url": response.css("link[rel=canonical]::attr(href)").get(),
            "title": response.css("h1::text").get(),
            "date": datetime.fromisoformat(response.css("[property='article:published_time']::attr(content)").get()),
            "scraped_at": datetime(2025, 3, 7, 5, 2, 11, tzinfo=UTC),
        }
        paragraphs = response.css("article p:not(.byline)::text").getall()
        yield {**item, "body": "\n".join(paragraphs)}
        yield {**item, "body": paragraphs}
END
"$venv/bin/scrapy" runspider "$venv/spider.py" --loglevel ERROR

"$venv/bin/python" - <<'END'
import json
from datetime import UTC, datetime
from pathlib import Path

from fundus.parser import BaseParser, ParserProxy, attribute
from fundus.parser.utility import extract_article_body_with_selector, generic_author_parsing, generic_date_parsing
from fundus.scraping.article import Article
from fundus.scraping.html import HTML, WebSourceInfo
from lxml.cssselect import CSSSelector


class Herald(ParserProxy):
    class V1(BaseParser):
        @attribute
        def body(self):
            return extract_article_body_with_selector(
                self.precomputed.doc, paragraph_selector=CSSSelector("article p:not(.byline)")
            )

        @attribute
        def title(self):
            return self.precomputed.meta.get("og:title")

        @attribute
        def publishing_date(self):
            return generic_date_parsing(self.precomputed.meta.get("article:published_time"))

        @attribute
        def authors(self):
            return generic_author_parsing(self.precomputed.ld.bf_search("author"))


address = "https://www.skerryherald.example/islands/post-boat-last-round"
html = HTML(
    requested_url=address,
    responded_url=address,
    content=Path("page.html").read_text(),
    crawl_date=datetime(2025, 3, 7, 5, 2, 11, tzinfo=UTC),
    source_info=WebSourceInfo(publisher="The Skerry Herald", type="Sitemap", url="https://www.skerryherald.example/map"),
)
article = Article(html=html, **Herald()().parse(html.content))
Path("fundus-default.json").write_text(json.dumps(article.to_json()) + "\n")
named = article.to_json("title", "plaintext", "publishing_date", "lang", "publisher")
more = {"url": article.html.responded_url, "fetched_at": article.html.crawl_date.isoformat()}
Path("fundus.json").write_text(json.dumps(named | more) + "\n")
END
