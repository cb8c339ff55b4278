"""Scrapy settings that read as the architecture: who we are, how politely we crawl, what a page meets.

``scrapy list``, ``scrapy crawl SLUG``, ``scrapy shell URL`` and ``newscrawl crawl`` read this file.
The environment sets NEWSCRAWL_ARCHIVE, NEWSCRAWL_CONTACT, NEWSCRAWL_DELAY, NEWSCRAWL_DAILY_REQUESTS,
NEWSCRAWL_CONNECT_TO, NEWSCRAWL_ALLOW_PRIVATE and NEWSCRAWL_TRANSFORMER; importing it raises SettingError where one of
them makes no sense.
"""

import os

from newscrawl import __version__
from newscrawl.connect_to import read_targets
from newscrawl.environment import read_number, read_whole_number

BOT_NAME = "newscrawl"
SPIDER_LOADER_CLASS = "spiders.loader.SeedSpiderLoader"  # one spider per seed, no spider modules

# Who we are. An outlet's editor who finds us in the log can see what we do and write to the operator.
NEWSCRAWL_CONTACT = os.environ.get("NEWSCRAWL_CONTACT") or "https://pypi.org/project/newscrawl/"
USER_AGENT = f"newscrawl/{__version__} (+{NEWSCRAWL_CONTACT})"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.5",
}

# How politely we crawl: one request at a time per host, never closer than the delay, slower where the outlet
# is slow. NEWSCRAWL_DELAY=0 is for a sample network on loopback.
DOWNLOAD_DELAY = read_number("NEWSCRAWL_DELAY", 1)
DOWNLOAD_DELAY_JITTER = 0  # half the delay at times would break the promise above
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 4  # the rest waits in start(), where a stop loses nothing
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
NEWSCRAWL_DAILY_REQUESTS = read_whole_number("NEWSCRAWL_DAILY_REQUESTS", 0)  # 0: where a seed names none
NEWSCRAWL_MAX_WAIT = 600  # seconds; a Retry-After or Crawl-delay beyond it ends the run for that host
ROBOTSTXT_OBEY = False  # Scrapy's own lets waiting requests through; spiders.robots.ObeyRobots does not

# How much: an outlet's whole archive is asked for by date range, never by accident.
NEWSCRAWL_NEWEST = 1000  # entries per outlet where no range is asked
NEWSCRAWL_ARCHIVE = os.environ.get("NEWSCRAWL_ARCHIVE") or "news.db"

# Where we connect to: the web, by http and https. The guard must see the address itself, so no proxy stands
# between. NEWSCRAWL_CONNECT_TO (as curl's --connect-to) is the operator's exception, for tests.
NEWSCRAWL_CONNECT_TO = os.environ.get("NEWSCRAWL_CONNECT_TO") or ""
read_targets(NEWSCRAWL_CONNECT_TO)  # what makes no sense is said before anything is asked for
NEWSCRAWL_ALLOW_PRIVATE = os.environ.get("NEWSCRAWL_ALLOW_PRIVATE") == "1"
TWISTED_DNS_RESOLVER = "spiders.guard.GuardedResolver"
HTTPPROXY_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "spiders.connect.GuardedHandler",
    "https": "spiders.connect.GuardedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False

# Limits that no article or feed comes near.
DOWNLOAD_MAXSIZE = 10_000_000  # bytes, also after decompression
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # a page that reloads itself is a page, not a redirect
URLLENGTH_LIMIT = 2083
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 504, 408, 522, 524]  # 429 and 503 are spiders.politeness.BackOff's

# What a request and its page pass through. Requests go down the list, responses up.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "spiders.guard.StayOnOutlet": 50,
    "spiders.robots.ObeyRobots": 100,
    "archive.crawl.KeepCapture": 530,  # before the spider parses
    "spiders.capture.MakeCapture": 540,  # after redirects (600), decompression (590) and retries (550)
    "spiders.politeness.BackOff": 560,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "spiders.guard.FollowRedirects": 600,
    "archive.budget.DailyBudget": 950,  # behind all that refuses: what is not sent is not counted
}
ITEM_PIPELINES = {"archive.crawl.StoreArticle": 500}
EXTENSIONS = {"archive.crawl.ArchiveExtension": 500}
HTTPERROR_ALLOW_ALL = True  # the spider counts 404 and 500 by name
REFERRER_POLICY = "same-origin"

LOG_FORMATTER = "spiders.log.OneLine"
LOG_LEVEL = "INFO"

# What states something on an article: a class by dotted name -> its arguments. One statement of each name.
NEWSCRAWL_TRANSFORMER = os.environ.get("NEWSCRAWL_TRANSFORMER") or ""  # folder of an exported classifier
NEWSCRAWL_ANNOTATORS: dict[str, dict[str, str]] = {
    **(
        {"newscrawl.annotate.transformer.Transformer": {"folder": NEWSCRAWL_TRANSFORMER}}
        if NEWSCRAWL_TRANSFORMER
        else {"newscrawl.annotate.sentiment.Sentiment": {}}
    ),
    "newscrawl.annotate.places.Places": {},
    "newscrawl.annotate.places.Regions": {},
    "newscrawl.annotate.people.People": {},
    "newscrawl.annotate.organisations.Organisations": {},
}
