"""``newscrawl outlets``: the seeds, and the contributor's way to a new one."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from newscrawl.seeds import get_outlet, load_outlets, seeds_folder
from newscrawl.types import Article, FieldRecord

if TYPE_CHECKING:
    from spiders.discover import Announced
    from spiders.health import Health
    from spiders.probe import Site
    from spiders.report import RunReport

STOPPED = 130
SHOWN = (
    "headline",
    "published_at",
    "modified_at",
    "authors",
    "editors",
    "section",
    "tags",
    "lead_image",
    "dateline",
)
QUIET = {"LOG_LEVEL": "ERROR", "RETRY_GIVE_UP_LOG_LEVEL": "INFO"}  # what a command prints says the same
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # antara-bali
ADDRESS = re.compile(
    r"(?ia)https?://([a-z0-9-]+\.)+[a-z][a-z0-9-]*(/[a-z0-9._-]+)*/?"
)  # https://rri.co.id/ambon


@click.group(invoke_without_command=True)
@click.option("--province", help="Only this province: ISO 3166-2 code (ID-JB) or name.")
@click.option("--network", help="Only members of this network.")
@click.option(
    "--evidence", type=click.Choice(("page", "scraper", "feed", "none")), help="Only seeds verified so."
)
@click.pass_context
def outlets(ctx: click.Context, province: str | None, network: str | None, evidence: str | None) -> None:
    """List the outlets that have a seed."""
    if ctx.invoked_subcommand:
        return
    from newscrawl.coverage import province_name

    region = read_province(province)
    rows = [
        (
            o.slug,
            o.name,
            province_name(o.region) if o.region else "national",
            o.network or "",
            o.verified,
            o.hosts[0],
        )
        for o in load_outlets().values()
        if region in (None, o.region) and network in (None, o.network) and evidence in (None, o.verified)
    ]
    if not rows:
        raise click.ClickException("no outlet fits all filters; leave one out.")
    show_table(rows)


def read_province(text: str | None) -> str | None:
    """The code of the province named by an option; a usage error where there is none of that name."""
    from newscrawl.coverage import province_code

    code = province_code(text) if text else None
    if text and not code:
        raise click.UsageError(
            f"{text!r} is not a province of Indonesia; give its name or a code such as ID-JB."
        )
    return code


def show_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns as wide as they need be."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@outlets.command("show")
@click.argument("slug")
def show_outlet(slug: str) -> None:
    """Show what the seed of SLUG and its network say together."""
    from dataclasses import fields

    outlet = get_outlet(slug)
    for each in fields(outlet):
        value = getattr(outlet, each.name)
        if isinstance(value, Mapping):
            rows = [f"{name}: {rule.css}" for name, rules in value.items() for rule in rules]
        elif isinstance(value, tuple):
            rows = [(getattr(row, "url", None) and f"{row.kind} {row.url}") or str(row) for row in value]
        else:
            rows = [] if value is None else [str(value)]
        for label, row in zip([each.name, *[""] * len(rows)], rows, strict=False):
            click.echo(f"{label:14}{row}")


@outlets.command("map")
def map_outlets() -> None:
    """Print a Markdown table: outlets by province and network."""
    from newscrawl.coverage import coverage_table

    click.echo(coverage_table(load_outlets().values()))


@outlets.command("add")
@click.argument("slug")
@click.argument("url")
@click.option("--region", help="The province it reports on: ISO 3166-2 code (ID-JB) or name.")
@click.option("--name", help="Its name, where the site does not say it well.")
def add_outlet(slug: str, url: str, region: str | None, name: str | None) -> None:
    """Look at the site at URL and write seeds/SLUG.toml."""
    from spiders.discover import looks_like_article
    from spiders.draft import Draft, place_of, write_seed
    from spiders.run import probe_site

    path = seeds_folder() / f"{check_slug(slug)}.toml"
    url = read_address(url)
    if looks_like_article(url):
        raise click.UsageError(f"{url} looks like an article; give the front page of the site.")
    refuse_claimed(place_of(url))
    site = probe_site(Draft(path, url, read_province(region), name), settings=QUIET)
    if isinstance(site, str):
        raise click.ClickException(f"{url}: {site}; nothing was written.")
    refuse_claimed(site.seed["hosts"][0])
    text = write_seed(site.seed)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written ({error.strerror}).") from error
    show_site(site)
    click.echo(f"\n{path}:\n\n{text}")
    if region is None:
        click.echo("No --region was given: check `zone`, and add `region` unless the outlet is national.")
    click.echo(f"Next: newscrawl outlets try {slug}")


def check_slug(slug: str) -> str:
    """The slug, if a new seed may have it; else a usage error."""
    if not SLUG.fullmatch(slug):
        raise click.UsageError(
            f"slug {slug!r} is not lower-case letters, digits and hyphens, such as antara-bali."
        )
    if slug in load_outlets() or slug == "generic":
        raise click.UsageError(
            f"{slug!r} is taken; `newscrawl outlets show {slug}` shows it, another slug is free."
        )
    return slug


def read_address(text: str) -> str:
    """The address of a site, also where https:// was left out; a usage error where it is none."""
    url = text if "://" in text else f"https://{text}"
    if not ADDRESS.fullmatch(url):
        raise click.UsageError(
            f"{text!r} is not the address of a site, such as https://kabarcontoh.example/."
        )
    return url


def refuse_claimed(place: str) -> None:
    """A usage error where another outlet has the site already."""
    from spiders.draft import claimed_by

    if other := claimed_by(place):
        raise click.UsageError(
            f"{place} belongs to {other.slug!r}; `newscrawl outlets show {other.slug}` shows its seed."
        )


def show_site(site: Site) -> None:
    """Print what was seen."""
    article = site.article
    rows = [
        ("front page", f"{site.url} (language: {site.language or 'not said'})"),
        ("network", site.seed.get("network") or "none that is known"),
        *((feed.kind, f"{feed.url}: {format_answer(answer)}") for feed, answer in site.answers.items()),
        *(("robots.txt", f"names {url}") for url in site.sitemaps),
        ("article", article if isinstance(article, str) else f"{article.headline!r} at {article.url}"),
    ]
    show_table(rows)


def format_answer(answer: Announced | str) -> str:
    """What a feed announces in a few words."""
    if isinstance(answer, str):
        return answer
    counts = {"article": len(answer.entries), "sitemap": len(answer.sitemaps)}
    return ", ".join(f"{number} {name}{'s' * (number > 1)}" for name, number in counts.items() if number)


@outlets.command("try")
@click.argument("slug")
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True, help="Read N articles.")
def try_outlet(slug: str, limit: int) -> None:
    """Crawl a few articles of SLUG and show each field with its source; nothing is stored."""
    from spiders.report import format_feeds, format_report

    [(report, articles)] = crawl_trial([get_outlet(slug).slug], limit)
    for article in articles:
        click.echo(article.url)
        show_table([("", *row) for row in field_rows(article)])
        click.echo()
    click.echo(format_report(report))
    click.echo(f"  feeds: {format_feeds(report.feeds)}")
    if not articles:
        raise click.ClickException(
            f"no article of {slug!r} came; `newscrawl outlets show {slug}` shows its seed."
        )


def crawl_trial(
    slugs: Sequence[str], limit: int, settings: Mapping[str, str] | None = None
) -> list[tuple[RunReport, list[Article]]]:
    """Each outlet's report and the articles that came; exits where a signal stopped it."""
    from spiders.progress import Progress
    from spiders.run import run_crawls

    articles: list[Article] = []
    with Progress() as progress:
        reports = run_crawls(
            slugs,
            limit=limit,
            trial=True,
            on_article=articles.append,
            on_progress=progress.show,
            settings=settings,
        )
    if any(report.finish == "shutdown" for report in reports):
        sys.exit(STOPPED)
    return [
        (report, [article for article in articles if article.outlet == report.outlet]) for report in reports
    ]


def field_rows(article: Article) -> list[tuple[str, str, str]]:
    """Field, source and value, or why there is none."""
    from newscrawl.record import as_record

    record = as_record(article)
    stated = {name: article.fields.get(name) or FieldRecord(None, None) for name in (*SHOWN, "body")}
    shown = {
        name: format_value(record[name]) or f"missing ({stated[name].reason or 'not on the page'})"
        for name in SHOWN
    }
    size = f"{len(article.paragraphs)} paragraphs, {len(article.text):,} characters"
    shown["body"] = f"{size}; inserts removed: {len(article.removed)}"
    rows = [(name, stated[name].source or "", value) for name, value in shown.items()]
    return [*rows, ("confidence", "", f"{article.confidence:.2f}")]


def format_value(value: Any) -> str:
    """A value of a record in one line; empty where there is none."""
    return "; ".join(value) if isinstance(value, list) else value or ""


@outlets.command("check")
@click.argument("slugs", nargs=-1, metavar="SLUG...")
@click.option("--all", "every", is_flag=True, help="Check every outlet.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=3, show_default=True, help="Read N articles of each."
)
def check_outlets(slugs: Sequence[str], every: bool, limit: int) -> None:
    """Ask live outlets whether they can be crawled: robots.txt, feeds, and the fields of a few articles."""
    from spiders.health import read_health

    if bool(slugs) == every:
        raise click.UsageError("name the outlets to check, or --all; `newscrawl outlets` lists them.")
    chosen = [get_outlet(slug).slug for slug in dict.fromkeys(slugs or load_outlets())]
    checked = [read_health(report, articles) for report, articles in crawl_trial(chosen, limit, QUIET)]
    head = ("outlet", "robots", "articles", "headline", "published", "authors", "body", "feeds", "health")
    show_table([head, *map(health_row, checked)])
    if unhealthy := [health.outlet for health in checked if health.faults]:
        raise click.ClickException(f"{len(unhealthy)} of {len(checked)} unhealthy: {', '.join(unhealthy)}")


def health_row(health: Health) -> tuple[str, ...]:
    """One line of the table: how many of the articles have each field."""
    found = (f"{number}/{health.articles}" for number in health.found.values())
    fault = "; ".join(health.faults) or "healthy"
    return (health.outlet, health.robots, str(health.articles), *found, health.feeds, fault)
