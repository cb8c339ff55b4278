"""The range of days that a crawl is asked for, and what may lie in it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from newscrawl.types import Article, Entry
from newscrawl.urls import url_date

SLACK = timedelta(days=1)
"""A claim in the wrong zone is off by hours; a day more is fetched and the article's own date decides."""

MONTH_IN_NAME = re.compile(
    r"(?<!\d)(20\d\d)[-/_]?(0[1-9]|1[0-2])(?!\d)"
)  # sitemap-2023-08.xml, post-202308.xml


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``since`` to ``until``, both inclusive and both optional, in the outlet's zone."""

    since: date | None
    until: date | None
    zone: ZoneInfo

    @property
    def asked(self) -> bool:
        """Whether a range was asked for at all."""
        return self.since is not None or self.until is not None

    def holds_day(self, day: date, slack: timedelta = timedelta()) -> bool:
        """Whether a day lies in the range, give or take the slack."""
        early = self.since is not None and day < self.since - slack
        late = self.until is not None and day > self.until + slack
        return not early and not late

    def may_hold(self, entry: Entry) -> bool:
        """Whether an entry's claims leave room for an article of the range."""
        day = self.claimed_day(entry)
        if day is not None:
            return self.holds_day(day, SLACK)
        return not self._ends_before(entry.modified)

    def may_hold_sitemap(self, sitemap: Entry) -> bool:
        """Whether a sub-sitemap's lastmod and name leave room for an article of the range."""
        if self._ends_before(sitemap.modified):
            return False
        month = MONTH_IN_NAME.search(sitemap.url)
        if month is None:
            return True
        year, number = int(month[1]), int(month[2])
        first, last = date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])
        early = self.since is not None and last < self.since - SLACK
        late = self.until is not None and first > self.until + SLACK
        return not early and not late

    def holds(self, article: Article) -> bool:
        """Whether the article was published in the range; an unknown day is not outside."""
        return article.published_on is None or self.holds_day(article.published_on)

    def claimed_day(self, entry: Entry) -> date | None:
        """The day of publication that the feed or the URL claims."""
        if entry.published:
            return entry.published.astimezone(self.zone).date()
        return url_date(entry.url)

    def days_back(self, today: date) -> Iterator[date]:
        """The days of the range, newest first; without ``since`` it is for the caller to stop."""
        day = min(self.until or today, today)
        while self.since is None or day >= self.since:
            yield day
            day -= timedelta(days=1)

    def _ends_before(self, modified: datetime | None) -> bool:
        """What was last modified before the range was published before it too."""
        if modified is None or self.since is None:
            return False
        return modified.astimezone(self.zone).date() < self.since - SLACK
