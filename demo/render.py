"""Stories as the pages that the two outlets' content systems print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from demo.stories import INLINE_LINK, PAGES, Story, read_stories

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jum'at", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def slugify(text: str) -> str:
    """The words of a title as a path segment.

    >>> slugify("Jum'at Bersih di Kota Cimahi")
    'jumat-bersih-di-kota-cimahi'
    """
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['’]", "", text.lower())).strip("-")


def printed(when: datetime) -> str:
    """An instant as the WordPress theme prints it.

    >>> printed(datetime(2023, 10, 13, 17, 35))
    "Jum'at, 13 Oktober 2023 | 17:35 WIB"
    """
    return f"{DAYS[when.weekday()]}, {when.day} {MONTHS[when.month - 1]} {when:%Y | %H:%M} WIB"


def utc(when: datetime) -> str:
    """An instant as both systems write it in metadata: UTC with an offset."""
    return when.astimezone(UTC).isoformat()


def inline(text: str) -> Markup:
    """A paragraph's HTML; ``[Sumedang]`` becomes a link to its tag page."""
    return Markup(  # noqa: S704 - what stands around the links is escaped first
        INLINE_LINK.sub(
            lambda match: f'<a href="/tag/{slugify(match[1])}/">{match[1]}</a>', str(escape(text))
        )
    )


def story_url(title: str) -> str:
    """Where an insert leads: to the story of that headline, else to one that the sample does not hold."""
    story = read_stories().get(slugify(title))
    return story.url if story else f"https://jabarekspres.com/berita/2023/06/30/{slugify(title)}/"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PAGES.with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    filters = {"slug": slugify, "printed": printed, "utc": utc, "inline": inline, "story_url": story_url}
    environment.filters.update(filters)
    return environment


ENVIRONMENT = _environment()


def render_article(story: Story, page: int | None) -> str:
    """One page of an article, from 1; None is kompas.com's address of all pages at once."""
    others = [other for other in read_stories().values() if other.outlet == story.outlet and other != story]
    return _render(
        f"{story.outlet}.html",
        story=story,
        heading=story.headline,
        page=page,
        graph=GRAPHS[story.outlet](story),
        image=_image(story),
        related=[other for other in others if set(other.tags) & set(story.tags)][:3] or others[:3],
        popular=others[3:7],
    )


def render_amp(story: Story) -> str:
    """The AMP variant of a JabarEkspres article, all pages at once."""
    return _render("amp.html", story=story, graph=GRAPHS[story.outlet](story))


def render_list(outlet: str, heading: str, stories: Sequence[Story]) -> str:
    """A front, tag, section or author page."""
    popular = [story for story in read_stories().values() if story.outlet == outlet][3:7]
    return _render(
        f"{outlet}.html", story=None, heading=heading, page=1, listed=list(stories), popular=popular
    )


def _render(template: str, **values: Any) -> str:
    return ENVIRONMENT.get_template(template).render(**values)


def _image(story: Story) -> str:
    if story.outlet == "kompas":
        return f"https://asset.kompas.com/crops/780x390/data/photo/{story.published:%Y/%m/%d}/{story.number:09}.jpg"
    return f"https://jabarekspres.com/wp-content/uploads/{story.published:%Y/%m}/{story.slug[:30]}.jpg"


def yoast_graph(story: Story) -> dict[str, Any]:
    """JSON-LD as the Yoast plugin writes it for a WordPress article."""
    site = "https://jabarekspres.com/"
    person = f"{site}#/schema/person/{slugify(story.author)}"
    article = {
        "@type": "NewsArticle",
        "@id": f"{story.url}#article",
        "isPartOf": {"@id": story.url},
        "author": {"name": story.author, "@id": person},
        "headline": story.headline,
        "datePublished": utc(story.published),
        "dateModified": utc(story.modified),
        "mainEntityOfPage": {"@id": story.url},
        "publisher": {"@id": f"{site}#organization"},
        "image": {"@id": f"{story.url}#primaryimage"},
        "keywords": list(story.tags),
        "articleSection": [story.section],
        "inLanguage": "id",
    }
    page = {
        "@type": "WebPage",
        "@id": story.url,
        "url": story.url,
        "name": f"{story.headline} - Jabar Ekspres",
    }
    dates = {"datePublished": article["datePublished"], "dateModified": article["dateModified"]}
    image = {"@type": "ImageObject", "@id": f"{story.url}#primaryimage", "url": _image(story)}
    organization = {
        "@type": "Organization",
        "@id": f"{site}#organization",
        "name": "Jabar Ekspres",
        "url": site,
    }
    author = {"@type": "Person", "@id": person, "name": story.author}
    website = {"@type": "WebSite", "@id": f"{site}#website", "url": site, "name": "Jabar Ekspres"}
    return {
        "@context": "https://schema.org",
        "@graph": [article, page | dates, image, website, organization, author],
    }


def kompas_graph(story: Story) -> dict[str, Any]:
    """JSON-LD as kompas.com writes it: the editor stands as the author."""
    return {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": f"{story.url}#"},
        "headline": story.headline,
        "image": {"@type": "ImageObject", "url": _image(story), "height": 500, "width": 750},
        "datePublished": utc(story.published),
        "dateModified": utc(story.modified),
        "author": {"@type": "Person", "name": story.editor},
        "publisher": {"@type": "Organization", "name": "Kompas.com"},
        "description": story.summary,
    }


GRAPHS = {"jabarekspres": yoast_graph, "kompas": kompas_graph}
