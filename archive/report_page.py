"""A report as Markdown and as one HTML page that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from archive.facets import FacetValue
from archive.report import Quoted, Report, Story
from archive.request import SearchRequest
from newscrawl.record import format_day, format_number, format_time

MARKS = re.compile(r"([\\`*_\[\]<>#|~])")  # what Markdown would read as its own

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #ccc}
table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top}
.n{text-align:right}ol{padding-left:1.4rem}li{margin:.6rem 0}small,.about{color:#555}a{color:#0b4f8a}
.negatif{color:#a11}.positif{color:#16692f}.netral{color:#555}
"""


Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""The titles of the columns, and the lines."""


def subject(request: SearchRequest) -> str:
    """What the report is about, in a line.

    >>> subject(SearchRequest("banjir", place="Sumedang"))
    'banjir · Sumedang'
    """
    named = (
        "words",
        "place",
        "province",
        "person",
        "organisation",
        "outlet",
        "network",
        "section",
        "media_type",
        "sentiment",
    )
    return " · ".join(str(value) for name in named if (value := getattr(request, name))) or "semua berita"


def days(report: Report) -> str:
    """``20 Nov 2026`` or ``19 Nov 2026 – 20 Nov 2026``."""
    span = report.span
    return " – ".join(dict.fromkeys((format_day(span.start), format_day(span.end))))


def change(now: int, before: int) -> str:
    """The difference to the span before.

    >>> change(1200, 8), change(3, 3), change(0, 2)
    ('+1.192', '=', '-2')
    """
    return f"{now - before:+,d}".replace(",", ".") if now != before else "="


def incomparable(report: Report) -> str:
    """Why the change to the span before is not told; empty where it is."""
    for name, span in (("ini", report.span), ("sebelumnya", report.before)):
        if not span.whole:
            return f"periode {name} memuat lebih dari {format_number(span.read)} artikel"
    if report.begun is None:
        return "arsip ini kosong"
    return f"arsip ini baru mulai {format_day(report.begun)}" if report.begun > report.before.start else ""


def tone_table(report: Report) -> Table:
    """Tone, number, share and, where it can be told, change."""
    span, untold = report.span, incomparable(report)
    total = (span.stories if span.whole else span.articles) or 1
    head = ("nada", "berita" if span.whole else "artikel", "bagian", "perubahan")
    lines: list[tuple[str, ...]] = [
        (tone, format_number(number), f"{number / total:.0%}", change(number, report.before.tones[tone]))
        for tone, number in span.tones.items()
    ]
    return (head[:3], [line[:3] for line in lines]) if untold else (head, lines)


def when(published_at: str | None) -> str:
    """Local time, or the bare day, or a dash."""
    if not published_at:
        return "-"
    at = datetime.fromisoformat(published_at)
    return format_time(at) if at.tzinfo else format_day(at)


def mood(story: Story) -> str:
    """``negatif 91%``."""
    return f"{story.sentiment} {story.sentiment_confidence or 0:.0%}" if story.sentiment else "-"


def is_web(url: str) -> bool:
    """Whether an address may be linked to."""
    return urlsplit(url).scheme in ("http", "https")


def summary(report: Report) -> str:
    """How many stories and articles, and how that changed."""
    span, untold = report.span, incomparable(report)
    articles, read = format_number(span.articles), format_number(span.read)
    compared = f"{change(span.stories, report.before.stories)} berita dibanding periode sebelumnya"
    compared = f" ({f'tanpa perbandingan: {untold}' if untold else compared})."
    if span.whole:
        return f"{format_number(span.stories)} berita dalam {articles} artikel{compared}"
    return f"{articles} artikel{compared} Nada dari semuanya; berita dan tabel lain dari {read} yang terbaru."


def as_markdown(report: Report) -> str:
    """The report as Markdown."""
    parts = [
        f"# Laporan media: {plain(subject(report.request))}",
        f"{days(report)} · {summary(report)}",
        "## Nada",
    ]
    parts.append(md_table(*tone_table(report)))
    parts += [
        "## Berita",
        "\n".join(md_story(number, story) for number, story in enumerate(report.stories, 1)) or "-",
    ]
    for title, lines in tables(report):
        parts += [f"## {title}", md_table(*lines)]
    return "\n\n".join(parts) + "\n"


def md_story(number: int, story: Story) -> str:
    """One story as an item of a list."""
    title = plain(story.headline)
    linked = f"[{title}](<{story.url}>)" if is_web(story.url) and not set("<>\n") & set(story.url) else title
    others = f"; juga: {', '.join(plain(name) for name, _ in story.others)}" if story.others else ""
    return f"{number}. **{mood(story)}** {linked} ({plain(story.outlet_name)}, {when(story.published_at)}{others})"


def md_table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A table; its cells are plain text."""
    rows = [head, ["---" for _ in head], *(map(plain, line) for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def plain(text: str) -> str:
    """Text in which Markdown sees no marks."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def tables(report: Report) -> list[tuple[str, Table]]:
    """Title, head and lines of each table that has lines."""
    found: dict[str, Table] = {
        "Tokoh yang dikutip": (("nama", "jabatan", "dikutip", "disebut"), [*map(person_line, report.people)]),
        "Media": (("media", "artikel"), [*map(value_line, report.outlets)]),
        "Kab/Kota": (("tempat", "berita"), [*map(value_line, report.places)]),
        "Lembaga": (("lembaga", "berita"), [*map(value_line, report.organisations)]),
    }
    return [(title, table) for title, table in found.items() if table[1]]


def value_line(value: FacetValue) -> tuple[str, ...]:
    """A value and its number."""
    return (value.label, format_number(value.count))


def person_line(person: Quoted) -> tuple[str, ...]:
    """Name, role, stories that quote and that name the person."""
    return (person.name, person.role or "-", format_number(person.quoted), format_number(person.stories))


def as_html(report: Report) -> str:
    """The report as one page: no script, no picture, nothing from elsewhere."""
    title = f"Laporan media: {escape(subject(report.request))}"
    body = [
        f"<h1>{title}</h1>",
        f'<p class="about">{escape(days(report))} · {escape(summary(report))}</p>',
        "<h2>Nada</h2>",
    ]
    body.append(html_table(*tone_table(report)))
    body += ["<h2>Berita</h2>", f"<ol>{''.join(map(html_story, report.stories))}</ol>"]
    for name, lines in tables(report):
        body += [f"<h2>{name}</h2>", html_table(*lines)]
    return (
        f'<!doctype html>\n<html lang="id"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body>\n{chr(10).join(body)}\n</body></html>\n"
    )


def html_story(story: Story) -> str:
    """One story as an item of a list."""
    tone = escape(story.sentiment or "-")
    others = ", ".join(link(url, name) for name, url in story.others)
    also = f"; juga: {others}" if others else ""
    return (
        f'<li><strong class="{tone}">{escape(mood(story))}</strong> {link(story.url, story.headline)}<br>'
        f"<small>{escape(story.outlet_name)}, {escape(when(story.published_at))}{also}</small><br>{escape(story.opening)} …</li>"
    )


def link(url: str, text: str) -> str:
    """A link; text alone where the address is none of the web."""
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(text)}</a>' if is_web(url) else escape(text)


def html_table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A table; its cells are plain text, numbers to the right."""
    titles = "".join(f"<th>{escape(each)}</th>" for each in head)
    shown = ("".join(cell(each) for each in line) for line in lines)
    return f"<table><tr>{titles}</tr>{''.join(f'<tr>{line}</tr>' for line in shown)}</table>"


def cell(text: str) -> str:
    """One cell of a table."""
    kind = ' class="n"' if text.strip("+-=%").replace(".", "").isdigit() else ""
    return f"<td{kind}>{escape(text)}</td>"
