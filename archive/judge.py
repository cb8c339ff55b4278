"""Whether an outlet still is what it was: its latest run beside its own history.

What is usual is learnt from the outlet's earlier runs that gave no alarm; without enough of them nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise, takewhile
from statistics import median
from typing import Any

from archive.share import LEAST_HISTORY, LEAST_PAGES, Share, unlike

USUAL = 3
"""Runs that must agree on what a feed does; runs in a row that a passing failure must last, over ``LASTS``."""

LASTS = timedelta(hours=6)

PASSING = (
    *("timeout", "broken-off", "unknown-host", "connection-refused", "host-busy"),
    *("robots-unreachable", "http-5", "http-408", "http-429"),
)
"""Reasons that come and go by themselves."""

MANY = 10
"""Articles that the feeds of an outlet always announced: from so many to none is no quiet weekend."""

QUIET = timedelta(hours=48)
"""No silence shorter than this is told; a longer one when it is three times the longest that was seen."""

TRUST = ("json-ld", "microdata", "next-data", "selector", "meta", "url", "generic")
"""Sources from the surest to a guess. A field that moves down has lost what it was read from."""

Report = Mapping[str, Any]
"""A run's report as stored: Scrapy's counts, ``started_at``, and under ``sample`` what ``archive.sample`` counts."""

Examples = Mapping[str, Sequence[str]]
"""Trait, source or reason -> URLs of the latest run."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sign that something broke. ``since`` is when the first run in a row to give it began, in UTC; None for what
    no run gave."""

    what: str
    detail: str
    pages: tuple[str, ...] = ()
    since: str | None = None


def judge(now: Report, past: Sequence[Report], examples: Examples) -> list[Alarm]:
    """What is wrong with a run. ``past`` are the outlet's earlier runs, newest first, alarmed or not."""
    runs = [now, *past]
    return [*judge_pages(runs, examples), *judge_failures(runs, examples), *judge_feeds(runs)]


def dated(alarm: Alarm, now: Report, past: Sequence[Report]) -> Alarm:
    """The alarm with when it first stood, from the alarms of the run before."""
    before = past[0].get("alarms", ()) if past else ()
    same = next((old for old in before if old["what"] == alarm.what), None)
    if same is None:
        return replace(alarm, since=now["started_at"])
    return replace(alarm, since=same["since"], pages=alarm.pages or tuple(same["pages"]))


def sample(run: Report, kind: str) -> Mapping[str, int]:
    """One table of a run's sample."""
    table: Mapping[str, int] = run.get("sample", {}).get(kind, {})
    return table


def pages(run: Report) -> int:
    """Articles that are new or changed."""
    return int(run.get("sample", {}).get("pages", 0))


def tried(run: Report) -> int:
    """Pages that were articles, or failed for the first time."""
    return pages(run) + sum(sample(run, "failed").values())


@dataclass(frozen=True, slots=True)
class Parted:
    """The latest runs that have pages enough to be judged together, and the usual ones before them."""

    window: Sequence[Report]
    usual: Sequence[Report]

    @classmethod
    def by(cls, count: Callable[[Report], int], runs: Sequence[Report]) -> Parted:
        """Parted where the latest runs have ``LEAST_PAGES``."""
        size = total = 0
        while size < len(runs) and total < LEAST_PAGES:
            total += count(runs[size])
            size += 1
        return cls(runs[:size], [run for run in runs[size:] if not run.get("alarms")])

    def unlike(self, share: Callable[[Report], Share]) -> str | None:
        """A sentence where a share of the window's pages is out of line."""
        return unlike([share(run) for run in self.window], [share(run) for run in self.usual])


def judge_pages(runs: Sequence[Report], examples: Examples) -> Iterator[Alarm]:
    """Fields gone empty, repeated or read from a worse source; bodies of another length."""
    parted = Parted.by(pages, runs)
    for trait in sorted({trait for run in parted.window for trait in sample(run, "traits")}):
        if detail := parted.unlike(partial(having, trait)):
            yield Alarm(trait, detail, tuple(examples.get(trait, ())))
    for field in sorted({name.partition("/")[0] for run in parted.usual for name in sample(run, "sources")}):
        yield from judge_source(field, parted, examples)
    yield from judge_length(parted)


def having(trait: str, run: Report) -> Share:
    """The share of pages with a trait."""
    return Share(sample(run, "traits").get(trait, 0), pages(run))


def judge_source(field: str, parted: Parted, examples: Examples) -> Iterator[Alarm]:
    """Whether a field comes from a less trusted source than it mostly did."""
    [(best, _number)] = sources(field, parted.usual).most_common(1)
    worse = sorted(source for source in sources(field, parted.window) if trust(source) > trust(best))
    if detail := parted.unlike(partial(read_from, field, worse)):
        shown = [url for source in worse for url in examples.get(f"{field}/{source}", ())]
        yield Alarm(
            f"{field} from {', '.join(worse)}", f"{detail}; it was read from {best}", tuple(shown[:3])
        )


def trust(source: str) -> int:
    """Rank of a source, 0 the surest."""
    return TRUST.index(source) if source in TRUST else 0


def sources(field: str, runs: Sequence[Report]) -> Counter[str]:
    """How often each source gave the field."""
    counts: Counter[str] = Counter()
    for run in runs:
        for name, number in sample(run, "sources").items():
            if name.startswith(f"{field}/"):
                counts[name.partition("/")[2]] += number
    return counts


def read_from(field: str, chosen: Sequence[str], run: Report) -> Share:
    """The share of the field's values that come from one of the sources."""
    counts = sources(field, [run])
    return Share(sum(counts[source] for source in chosen), counts.total())


def judge_length(parted: Parted) -> Iterator[Alarm]:
    """Whether bodies are shorter, or longer, than nineteen in twenty were."""
    ordered = sorted(size for run in parted.usual for size in lengths(run).elements())
    if not ordered:
        return
    low, high = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    for what, sizes in (("short body", range(low)), ("long body", range(high + 1, 64))):
        if detail := parted.unlike(partial(sized, sizes)):
            yield Alarm(what, f"{detail}; usual are {2**low:,} to {2 ** (high + 1):,} characters")


def lengths(run: Report) -> Counter[int]:
    """Size class -> number of bodies."""
    return Counter({int(size): number for size, number in sample(run, "lengths").items()})


def sized(sizes: range, run: Report) -> Share:
    """The share of bodies in these size classes."""
    return Share(sum(number for size, number in lengths(run).items() if size in sizes), pages(run))


def judge_failures(runs: Sequence[Report], examples: Examples) -> Iterator[Alarm]:
    """Pages that bring no article: at once where the reason lasts, later where it may pass."""
    parted = Parted.by(tried, runs)
    if detail := parted.unlike(lambda run: Share(lasting(run).total(), tried(run))):
        reasons: Counter[str] = sum(map(lasting, parted.window), Counter())
        told = ", ".join(f"{number} {why}" for why, number in reasons.most_common(3))
        shown = [url for why in reasons for url in examples.get(why, ())]
        yield Alarm("pages without an article", f"{detail}: {told}", tuple(shown[:3]))
    if lasted(runs, lambda run: 2 * passing(run).total() > tried(run)):
        [(why, _number)] = passing(runs[0]).most_common(1)
        yield Alarm("pages do not come", f"mostly {why}, in {USUAL} runs or more")


def passes(reason: str) -> bool:
    """Whether a failure for this reason may pass by itself."""
    return reason.startswith(PASSING)


def passing(run: Report) -> Counter[str]:
    """Reasons, of pages that failed for the first time, that may pass."""
    return Counter({why: number for why, number in sample(run, "failed").items() if passes(why)})


def lasting(run: Report) -> Counter[str]:
    """The other reasons."""
    return Counter({why: number for why, number in sample(run, "failed").items() if not passes(why)})


def judge_feeds(runs: Sequence[Report]) -> Iterator[Alarm]:
    """Feeds that used to answer and do not, and lists in which no article is left."""
    now, usual = runs[0], [run for run in runs[1:] if is_whole(run) and not run.get("alarms")]
    if len(usual) < USUAL:
        return
    least = min(run.get("seen", 0) for run in usual)
    for kind in sorted(
        key.split("/")[1] for key in now if key.startswith("feed/") and key.endswith("/failed")
    ):
        reasons = [key.split("/")[2] for key in now if key.startswith(f"feed_failed/{kind}/")]
        dead = any(not passes(why) and (why != "empty" or least >= MANY) for why in reasons)
        if is_missed(kind, usual, now) and (dead or lasted(runs, partial(is_missed, kind, usual))):
            yield Alarm(f"feed {kind}", f"answered before, and now: {', '.join(reasons)}")
    seen: int = now.get("seen", 0)
    if is_whole(now) and 10 * seen < least and least >= MANY:
        yield Alarm("nothing announced", f"{seen} articles in the feeds, never fewer than {least} before")


def is_whole(run: Report) -> bool:
    """Whether the run was not cut short."""
    return bool(run.get("finish_reason") == "finished")


def is_missed(kind: str, usual: Sequence[Report], run: Report) -> bool:
    """Whether fewer feeds of the kind answered than usual, and one failed."""
    answered = f"feed/{kind}/ok"
    fewer = run.get(answered, 0) < median(each.get(answered, 0) for each in usual)
    return bool(fewer and run.get(f"feed/{kind}/failed", 0) > 0)


def lasted(runs: Sequence[Report], is_so: Callable[[Report], bool]) -> bool:
    """Whether something is so in each of the latest runs, over some hours."""
    held = [datetime.fromisoformat(run["started_at"]) for run in takewhile(is_so, runs)]
    return len(held) >= USUAL and held[0] - held[-1] >= LASTS


def judge_silence(now: datetime, last_new: datetime, published: Sequence[datetime]) -> Alarm | None:
    """No new article for far longer than ever; ``published`` are instants of the outlet's latest, in any order."""
    if len(published) < LEAST_HISTORY:
        return None
    longest = max(later - earlier for earlier, later in pairwise(sorted(published)))
    if now - last_new <= max(QUIET, 3 * longest):
        return None
    gap = round(longest / timedelta(hours=1))
    return Alarm(
        "no new articles", f"since {last_new:%Y-%m-%d %H:%M} UTC; the longest gap before was {gap} h"
    )
