"""The schema, as named migrations. docs/archive.md explains every column.

A released migration is never edited: a change is another function. sqlite-utils' ``transform()`` drops the
full-text triggers, so a migration that transforms ``articles`` must run ``TRIGGERS`` again.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from archive.labels import LABELS

APPLICATION_ID = (
    0x6E657773  # "news"; `file news.db` prints it, and it tells our archives from other SQLite files
)

migrations = Migrations("newscrawl")


@migrations()
def articles_with_evidence(db: Database) -> None:
    """Outlets, articles, their versions and annotations, captures, runs and the to-do list."""
    db.executescript(OUTLETS_AND_RUNS)
    db.executescript(ARTICLES)
    db.executescript(STATEMENTS)
    db.executescript(CAPTURES)
    create_index(db)


@migrations()
def labels_and_stories(db: Database) -> None:
    """What filters look for goes into the full-text index; copies are found; evidence takes less room.

    ``archive.upgrade`` then fills the new columns and the index, portion by portion.
    """
    db.executescript(LABELLED)
    db.execute(f"ALTER TABLE articles ADD COLUMN labels TEXT AS (place_labels || {LABELS}) VIRTUAL")
    db.executescript(LABEL_INDEX)
    db.executescript(STORIES)
    db.executescript(SLIMMER)


@migrations()
def labels_filled(db: Database) -> None:
    """The index is in step with every article, and is kept so from here."""
    db.executescript("DROP INDEX articles_unlabelled")
    db.executescript(TRIGGERS)


@migrations()
def takedowns(db: Database) -> None:
    """Addresses that were taken down."""
    db.executescript(REDACTIONS)


@migrations()
def daily_budgets(db: Database) -> None:
    """How many requests each outlet was asked a day, where it has a budget."""
    db.executescript(REQUESTS)


FILLED = "labels_filled"


@migrations()
def saved_queries(db: Database) -> None:
    """Searches kept under a name."""
    db.executescript(QUERIES)


@migrations()
def capital_labels(db: Database) -> None:
    """Places of DKI Jakarta and DI Yogyakarta had no label of their province."""
    for word, province in (("rjk", "DKI Jakarta"), ("ryo", "DI Yogyakarta")):
        db.execute(LABELLED_BY_PLACE, (word, province))


OUTLETS_AND_RUNS = """
CREATE TABLE outlets (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    network TEXT,
    region TEXT,
    kabkota TEXT,
    media_type TEXT,
    zone TEXT,
    home TEXT
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    outlet TEXT,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    file TEXT,
    bytes INTEGER NOT NULL DEFAULT 0,
    report TEXT
);
CREATE INDEX runs_outlet ON runs (outlet, started_at);
CREATE INDEX runs_unfinished ON runs (id) WHERE finished_at IS NULL;
"""

ARTICLES = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    canonical_url TEXT,
    outlet TEXT NOT NULL REFERENCES outlets (slug),
    outlet_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    kind TEXT NOT NULL,
    headline TEXT NOT NULL,
    published_at TEXT,
    published_on TEXT,
    published_utc TEXT,
    modified_at TEXT,
    byline TEXT,
    authors TEXT NOT NULL,
    editors TEXT NOT NULL,
    dateline TEXT,
    section TEXT,
    tags TEXT NOT NULL,
    language TEXT,
    lead_image TEXT,
    sentiment TEXT,
    sentiment_confidence REAL,
    closing TEXT,
    removed TEXT NOT NULL,
    fields TEXT NOT NULL,
    pages TEXT NOT NULL,
    missing_pages TEXT NOT NULL,
    confidence REAL NOT NULL,
    extractor TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    gone_at TEXT,
    claimed_modified TEXT,
    text TEXT NOT NULL
);
CREATE INDEX articles_published ON articles (published_utc);
CREATE INDEX articles_outlet ON articles (outlet, published_on);
CREATE INDEX articles_published_on ON articles (published_on);
CREATE INDEX articles_sentiment ON articles (sentiment, published_on);
CREATE INDEX articles_section ON articles (section);
CREATE INDEX articles_media_type ON articles (media_type);
CREATE INDEX articles_gone ON articles (gone_at) WHERE gone_at IS NOT NULL;
CREATE TABLE aliases (
    url TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX aliases_article ON aliases (article);
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    seen_at TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('new', 'edit', 'extraction', 'unclear')),
    run INTEGER REFERENCES runs (id),
    captures TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    extractor TEXT NOT NULL,
    record BLOB
);
CREATE INDEX revisions_article ON revisions (article);
"""

STATEMENTS = """
CREATE TABLE annotations (
    revision INTEGER NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    annotator TEXT NOT NULL,
    version TEXT NOT NULL,
    value TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    made_at TEXT NOT NULL,
    PRIMARY KEY (revision, annotator, version)
);
CREATE INDEX annotations_article ON annotations (article);
CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    type TEXT,
    code TEXT,
    province TEXT,
    country TEXT,
    lat REAL,
    lon REAL
);
CREATE INDEX places_name ON places (name COLLATE NOCASE);
CREATE INDEX places_code ON places (code);
CREATE TABLE article_places (
    place INTEGER NOT NULL REFERENCES places (id),
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    mentions INTEGER,
    is_primary INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (place, article)
) WITHOUT ROWID;
CREATE INDEX article_places_article ON article_places (article);
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
);
CREATE TABLE article_people (
    person INTEGER NOT NULL REFERENCES people (id),
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    role TEXT,
    mentions INTEGER,
    quoted INTEGER,
    PRIMARY KEY (person, article)
) WITHOUT ROWID;
CREATE INDEX article_people_article ON article_people (article);
CREATE TABLE organisations (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    type TEXT
);
CREATE TABLE article_organisations (
    organisation INTEGER NOT NULL REFERENCES organisations (id),
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    mentions INTEGER,
    PRIMARY KEY (organisation, article)
) WITHOUT ROWID;
CREATE INDEX article_organisations_article ON article_organisations (article);
"""

CAPTURES = """
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    url TEXT NOT NULL,
    requested_url TEXT,
    article_url TEXT NOT NULL,
    article INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    page INTEGER,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    digest TEXT NOT NULL,
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    revisit_of INTEGER REFERENCES captures (id),
    etag TEXT,
    last_modified TEXT,
    claimed_modified TEXT
);
CREATE INDEX captures_article_url ON captures (article_url);
CREATE INDEX captures_requested_url ON captures (requested_url) WHERE requested_url IS NOT NULL;
CREATE INDEX captures_article ON captures (article);
CREATE INDEX captures_digest ON captures (digest);
CREATE INDEX captures_run ON captures (run);
CREATE INDEX captures_revisit_of ON captures (revisit_of) WHERE revisit_of IS NOT NULL;
CREATE TABLE failures (
    url TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    outlet TEXT NOT NULL,
    reason TEXT NOT NULL,
    tries INTEGER NOT NULL,
    first_failed TEXT NOT NULL,
    last_failed TEXT NOT NULL,
    next_try TEXT,
    capture INTEGER REFERENCES captures (id)
) WITHOUT ROWID;
CREATE INDEX failures_next_try ON failures (outlet, next_try);
"""


def create_index(db: Database) -> None:
    """The full-text index of 0.1.0, over headline and text."""
    db.executescript(FULL_TEXT)


# Column order is the order of bm25's weights. Diacritics are ignored both ways: "Jum’at", "Dési" and "Desi".
FULL_TEXT = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    headline, text, content="articles", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, headline, text) VALUES (new.id, new.headline, new.text);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, text)
    VALUES ('delete', old.id, old.headline, old.text);
END;
CREATE TRIGGER articles_au AFTER UPDATE OF headline, text ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, text)
    VALUES ('delete', old.id, old.headline, old.text);
    INSERT INTO articles_fts (rowid, headline, text) VALUES (new.id, new.headline, new.text);
END;
"""

LABELLED = """
ALTER TABLE articles ADD COLUMN people TEXT;
ALTER TABLE articles ADD COLUMN organisations TEXT;
ALTER TABLE articles ADD COLUMN place_labels TEXT;
CREATE INDEX articles_unlabelled ON articles (id) WHERE place_labels IS NULL;
"""

LABEL_INDEX = """
DROP TRIGGER articles_ai;
DROP TRIGGER articles_ad;
DROP TRIGGER articles_au;
DROP TABLE articles_fts;
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    headline, text, people, organisations, labels,
    content="articles", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
"""

TRIGGERS = """
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, headline, text, people, organisations, labels)
    VALUES (new.id, new.headline, new.text, new.people, new.organisations, new.labels);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, text, people, organisations, labels)
    VALUES ('delete', old.id, old.headline, old.text, old.people, old.organisations, old.labels);
END;
CREATE TRIGGER articles_au AFTER UPDATE ON articles
WHEN old.headline <> new.headline OR old.text <> new.text OR old.people IS NOT new.people
    OR old.organisations IS NOT new.organisations OR old.labels IS NOT new.labels
BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, text, people, organisations, labels)
    VALUES ('delete', old.id, old.headline, old.text, old.people, old.organisations, old.labels);
    INSERT INTO articles_fts (rowid, headline, text, people, organisations, labels)
    VALUES (new.id, new.headline, new.text, new.people, new.organisations, new.labels);
END;
"""

STORIES = """
CREATE TABLE fingerprints (
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE TABLE copies (
    article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    story INTEGER NOT NULL
);
CREATE INDEX copies_story ON copies (story);
"""

# The end of an address and the first digits of a digest tell nearly all apart, at a third of the room.
SLIMMER = """
CREATE TABLE annotators (
    id INTEGER PRIMARY KEY,
    versions TEXT NOT NULL UNIQUE
);
CREATE TABLE statements (
    revision INTEGER NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    annotators INTEGER NOT NULL REFERENCES annotators (id),
    made_at TEXT NOT NULL,
    value NOT NULL
);
INSERT INTO annotators (versions) SELECT DISTINCT json_object(annotator, version) FROM annotations;
INSERT INTO statements
    SELECT revision, annotators.id, made_at, json_object(annotator, json(value))
    FROM annotations JOIN annotators ON versions = json_object(annotator, version) ORDER BY annotations.rowid;
DROP TABLE annotations;
ALTER TABLE statements RENAME TO annotations;
CREATE INDEX annotations_revision ON annotations (revision);
DROP INDEX articles_section;
DROP INDEX articles_media_type;
DROP INDEX captures_article_url;
DROP INDEX captures_digest;
UPDATE captures SET article_url = ''
    WHERE article_url = (SELECT url FROM articles WHERE articles.id = captures.article);
CREATE INDEX captures_article_url ON captures (substr(article_url, -20)) WHERE article_url <> '';
CREATE INDEX captures_digest ON captures (substr(digest, 8, 12));
"""

REDACTIONS = """
CREATE TABLE redactions (
    url TEXT PRIMARY KEY,
    article_url TEXT NOT NULL,
    redacted_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    removed TEXT NOT NULL,
    pending TEXT
) WITHOUT ROWID;
"""

REQUESTS = """
CREATE TABLE requests (
    outlet TEXT NOT NULL,
    day TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (outlet, day)
) WITHOUT ROWID;
"""

QUERIES = """
CREATE TABLE queries (
    name TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    saved_at TEXT NOT NULL
) WITHOUT ROWID;
"""

LABELLED_BY_PLACE = """
UPDATE articles SET place_labels = trim(place_labels || ' ' || ?1)
WHERE id IN (SELECT article FROM article_places JOIN places ON places.id = place WHERE province = ?2)
    AND ' ' || place_labels || ' ' NOT LIKE '% ' || ?1 || ' %'
"""
