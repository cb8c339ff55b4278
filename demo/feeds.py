"""Where the sample outlets announce their stories: RSS, sitemaps, the WordPress REST API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from math import ceil
from typing import Any

from demo.render import slugify, utc
from demo.stories import Story

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
ORDERS = {"date": "published", "modified": "modified", "id": "number", "title": "headline", "slug": "slug"}
Bounds = tuple[datetime | None, datetime | None]


class BadQuery(Exception):
    """A query that WordPress refuses with 400; ``code`` is WordPress's own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def render_rss(stories: Sequence[Story]) -> str:
    """RSS 2.0 as WordPress prints it, stories in the order given."""
    parts = "".join(map(_rss_item, stories))
    built = format_datetime(max(story.modified for story in stories).astimezone(UTC))
    return (
        f'{XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Jabar Ekspres</title>'
        '<atom:link href="https://jabarekspres.com/feed/" rel="self" type="application/rss+xml" />'
        f"<link>https://jabarekspres.com</link><lastBuildDate>{built}</lastBuildDate>"
        f"<language>id</language>{parts}</channel></rss>\n"
    )


def _rss_item(story: Story) -> str:
    categories = "".join(f"<category><![CDATA[{tag}]]></category>" for tag in (story.section, *story.tags))
    return (
        f"\n<item><title>{escape(story.headline)}</title><link>{story.url}</link>"
        f"<dc:creator><![CDATA[{story.author}]]></dc:creator>"
        f"<pubDate>{format_datetime(story.published.astimezone(UTC))}</pubDate>{categories}"
        f'<guid isPermaLink="false">https://jabarekspres.com/?p={story.number}</guid>'
        f"<description><![CDATA[<p>{escape(story.summary)}</p>]]></description></item>"
    )


def render_sitemap(stories: Iterable[Story], pages: Iterable[str] = ()) -> str:
    """A sitemap of stories with lastmod, then of pages without."""
    urls = [f"<url><loc>{story.url}</loc><lastmod>{utc(story.modified)}</lastmod></url>" for story in stories]
    urls += [f"<url><loc>{page}</loc></url>" for page in pages]
    return f'{XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(urls)}</urlset>\n'


def render_news_sitemap(stories: Iterable[Story]) -> str:
    """A sitemap with Google's news extension."""
    urls = "".join(
        f"<url><loc>{story.url}</loc><lastmod>{utc(story.modified)}</lastmod><news:news>"
        "<news:publication><news:name>Kompas.com</news:name><news:language>id</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.headline)}</news:title></news:news></url>"
        for story in stories
    )
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f"{XML}<urlset {spaces}>{urls}</urlset>\n"


def render_sitemap_index(sitemaps: Iterable[str]) -> str:
    """A sitemap index."""
    parts = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in sitemaps)
    return f'{XML}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>\n'


def render_posts(stories: Sequence[Story], query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The body and headers of ``/wp-json/wp/v2/posts``; raises BadQuery."""
    page, size = _number(query, "page", 1, 10**6), _number(query, "per_page", 10, 100)
    after, before = _moment(query, "after"), _moment(query, "before")
    found = [
        story
        for story in stories
        if (after is None or story.published.replace(tzinfo=None) > after)
        and (before is None or story.published.replace(tzinfo=None) < before)
    ]
    total = ceil(len(found) / size)
    if page > max(total, 1):
        message = "The page number requested is larger than the number of pages available."
        raise BadQuery("rest_post_invalid_page_number", message)
    attribute = ORDERS[_choice(query, "orderby", tuple(ORDERS))]
    descending = _choice(query, "order", ("desc", "asc")) == "desc"
    found.sort(key=lambda story: getattr(story, attribute), reverse=descending)
    posts = [_post(story, query.get("_fields")) for story in found[(page - 1) * size : page * size]]
    return json.dumps(posts), {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(total)}


def render_error(error: BadQuery) -> str:
    """The body of WordPress's 400 answer."""
    return json.dumps({"code": error.code, "message": str(error), "data": {"status": 400}})


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    raw = query.get(name, str(default))
    if raw.isascii() and raw.isdigit() and 1 <= int(raw) <= most:
        return int(raw)
    raise BadQuery("rest_invalid_param", f"Invalid parameter(s): {name}")


def _choice(query: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    if (value := query.get(name, allowed[0])) in allowed:
        return value
    raise BadQuery("rest_invalid_param", f"Invalid parameter(s): {name}")


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    """A bound as the site's own clock; WordPress compares it with ``date``, whatever offset it carries."""
    if not (raw := query.get(name)):
        return None
    try:
        return datetime.fromisoformat(raw).replace(tzinfo=None)
    except ValueError:
        raise BadQuery("rest_invalid_param", f"Invalid parameter(s): {name}") from None


def _post(story: Story, wanted: str | None) -> dict[str, Any]:
    post = {
        "id": story.number,
        "date": _local(story.published),
        "date_gmt": _local(story.published.astimezone(UTC)),
        "guid": {"rendered": f"https://jabarekspres.com/?p={story.number}"},
        "modified": _local(story.modified),
        "modified_gmt": _local(story.modified.astimezone(UTC)),
        "slug": story.slug,
        "status": "publish",
        "type": "post",
        "link": story.url,
        "title": {"rendered": escape(story.headline)},
        "excerpt": {"rendered": f"<p>{escape(story.summary)}</p>\n", "protected": False},
        "class_list": [f"tag-{slugify(tag)}" for tag in story.tags],
    }
    return {name: post[name] for name in wanted.split(",") if name in post} if wanted else post


def _local(when: datetime) -> str:
    """WordPress prints neither zone nor fraction."""
    return when.replace(tzinfo=None).isoformat(timespec="seconds")
