"""What the two sample outlets answer: a pure function of the stories, the host and the path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from demo import feeds
from demo.render import render_amp, render_article, render_list, slugify
from demo.stories import Story

KOMPAS_HOSTS = ("kompas.com", "www.kompas.com", "regional.kompas.com")
POST_PATH = re.compile(r"/berita/(\d{4}/\d\d/\d\d)/([^/]+)(?:/(amp|\d+))?(/?)")  # /berita/2023/07/04/slug/2/
TERM_PATH = re.compile(r"/(tag|kategori|author)/([^/]+)/?")  # /tag/sumedang/
NEWEST = 10  # WordPress announces so many in its feed
POSTS_SITEMAP = "https://jabarekspres.com/wp-sitemap-posts-post-1.xml"
TAG_PAGE = "https://jabarekspres.com/tag/sumedang/"
ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {sitemap}\n"

HTML, XML, JSON, TEXT = (
    f"{kind}; charset=UTF-8" for kind in ("text/html", "application/xml", "application/json", "text/plain")
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says to one request."""

    body: str = ""
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    """Aware; an answer that has it carries Last-Modified and ETag, and may become a 304."""


NOT_FOUND = Answer("<!DOCTYPE html><title>Halaman tidak ditemukan</title><h1>404</h1>", status=404)

Stories = Mapping[str, Story]
"""Slug -> story, oldest first."""


def answer(stories: Stories, host: str, target: str) -> Answer:
    """The answer for a host (a port is ignored) and a path with query."""
    name, parts = host.partition(":")[0].lower(), urlsplit(target)
    query = dict(parse_qsl(parts.query))
    if name in ("jabarekspres.com", "www.jabarekspres.com"):
        return _jabarekspres(stories, parts.path, query)
    if name in KOMPAS_HOSTS:
        return _kompas(stories, name, parts.path, query)
    return NOT_FOUND


def _listed(every: Stories, outlet: str, *, withdrawn: bool = False) -> list[Story]:
    """An outlet's stories, newest first."""
    stories = [story for story in every.values() if story.outlet == outlet]
    return [story for story in reversed(stories) if withdrawn or not story.gone]


def _jabarekspres(every: Stories, path: str, query: Mapping[str, str]) -> Answer:
    stories = _listed(every, "jabarekspres")
    changed = max(story.modified for story in stories)
    if path == "/robots.txt":
        return Answer(ROBOTS.format(sitemap="https://jabarekspres.com/wp-sitemap.xml"), TEXT)
    if path in ("/feed", "/feed/"):
        newest = _listed(every, "jabarekspres", withdrawn=True)[:NEWEST]
        return Answer(feeds.render_rss(newest), "application/rss+xml; charset=UTF-8", modified=changed)
    if path == "/wp-sitemap.xml":
        return Answer(feeds.render_sitemap_index([POSTS_SITEMAP]), XML)
    if path == urlsplit(POSTS_SITEMAP).path:
        return Answer(feeds.render_sitemap(stories, [TAG_PAGE]), XML)
    if path.rstrip("/") == "/wp-json/wp/v2/posts":
        return _posts(stories, query)
    if path == "/":
        return Answer(render_list("jabarekspres", "Berita Terbaru", stories))
    if match := TERM_PATH.fullmatch(path):
        return _term_page(stories, match[2])
    return _post(every, path)


def _post(every: Stories, path: str) -> Answer:
    match = POST_PATH.fullmatch(path)
    story = every.get(match[2]) if match else None
    if match is None or story is None or story.gone:
        return NOT_FOUND
    if not story.url.endswith(f"/berita/{match[1]}/{match[2]}/"):  # another day, or kompas.com's
        return NOT_FOUND
    page = match[3] or "1"
    if not match[4]:
        return _redirect(f"https://jabarekspres.com{path}/")
    if page == "amp":
        return Answer(render_amp(story), modified=story.modified)
    if not 1 <= int(page) <= len(story.pages):
        return _redirect(story.url)  # WordPress shows the first page for a number beyond the last
    return Answer(render_article(story, int(page)), modified=story.modified)


def _kompas(every: Stories, host: str, path: str, query: Mapping[str, str]) -> Answer:
    stories = _listed(every, "kompas")
    if path == "/robots.txt":
        return Answer(ROBOTS.format(sitemap="https://www.kompas.com/sitemap.xml"), TEXT)
    if path == "/sitemap.xml":
        return Answer(feeds.render_sitemap_index(["https://regional.kompas.com/sitemap-news.xml"]), XML)
    if path == "/sitemap-news.xml":
        return Answer(feeds.render_news_sitemap(stories), XML)
    if path == "/":
        return Answer(render_list("kompas", "Indeks Berita Regional", stories))
    story = next((story for story in stories if urlsplit(story.url).path == path), None)
    if story is None or host != "regional.kompas.com":
        return NOT_FOUND
    page = query.get("page", "1")
    numbers = {str(number): number for number in range(1, len(story.pages) + 1)}
    if page != "all" and page not in numbers:
        return NOT_FOUND
    return Answer(render_article(story, numbers.get(page)), modified=story.modified)


def _posts(stories: list[Story], query: Mapping[str, str]) -> Answer:
    try:
        body, headers = feeds.render_posts(stories, query)
    except feeds.BadQuery as error:
        return Answer(feeds.render_error(error), JSON, status=400)
    return Answer(body, JSON, headers=headers)


def _term_page(stories: list[Story], term: str) -> Answer:
    """The list of a tag, section or author; 404 where it names none."""
    chosen = [story for story in stories if term in map(slugify, (*story.tags, story.section, story.author))]
    heading = term.replace("-", " ").title()
    return Answer(render_list("jabarekspres", heading, chosen)) if chosen else NOT_FOUND


def _redirect(url: str) -> Answer:
    return Answer(status=301, headers={"Location": url})
