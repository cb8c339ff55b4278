"""What the tables are called on the web, and questions that are ready to be asked."""

from __future__ import annotations

from typing import Any

TABLES: dict[str, dict[str, Any]] = {
    "articles": {
        "title": "Artikel / Articles",
        "description": "Satu baris per artikel, seperti keadaannya sekarang. One row per article, as it stands now.",
        "fts_table": "articles_fts",
        "fts_pk": "id",
        "label_column": "headline",
        "sort_desc": "published_utc",
        "facets": ["outlet", "sentiment", "published_on"],
    },
    "outlets": {
        "title": "Outlet / Outlets",
        "description": "Situs berita. News sites.",
        "label_column": "name",
    },
    "revisions": {
        "description": "Setiap versi artikel. Every version of an article with the time it was seen."
    },
    "captures": {
        "description": "Apa yang dibawa tiap pengambilan. What each fetch brought: file and offset in the WARC folder."
    },
    "annotations": {
        "description": "Apa kata mesin. What each annotator, by name and version, stated about each revision."
    },
    "runs": {
        "description": "Perayapan dan laporannya. Crawls with their reports.",
        "sort_desc": "started_at",
    },
    "failures": {"description": "Halaman yang gagal. Pages that failed, why, and when they are due again."},
    "places": {
        "title": "Tempat / Places",
        "description": "Kabupaten, kota, provinsi, kota asing. Regencies, cities, provinces, foreign cities.",
        "label_column": "name",
    },
    "people": {
        "title": "Tokoh / People",
        "description": "Orang yang diberitakan. People in the news.",
        "label_column": "name",
    },
    "organisations": {
        "title": "Institusi / Institutions",
        "description": "Lembaga yang diberitakan. Institutions in the news.",
        "label_column": "name",
    },
}

OPEN_TABLES = frozenset(
    (
        *("outlets", "places", "people", "organisations"),
        *("article_places", "article_people", "article_organisations"),
    )
)
"""Tables that strangers may read whole: no text of an article, no path of a file."""

LATEST = "FROM (SELECT * FROM articles ORDER BY id DESC LIMIT 20000)"
LATEST_LINKS = "article > (SELECT max(id) FROM articles) - 20000"
"""What was archived last; over all of a million articles these questions take two seconds from a cold disk."""

QUERIES: dict[str, dict[str, Any]] = {
    "newest": {
        "title": "Apa yang terbaru? / What is newest?",
        "description": "Seratus artikel dengan waktu terbit terakhir. The hundred articles published last.",
        "sql": "SELECT id, published_at, outlet_name, sentiment, headline, url FROM articles\n"
        "ORDER BY published_utc DESC LIMIT 100",
    },
    "sentiment_by_day": {
        "title": "Bagaimana nada berita tiap hari? / How did the tone move?",
        "description": "Jumlah artikel positif, netral dan negatif per hari terbit, setahun terakhir dalam arsip."
        " Articles by tone and day, the last year in the archive.",
        "sql": "SELECT published_on, sentiment, count(*) AS articles FROM articles\n"
        "WHERE published_on > date((\n"
        "  SELECT max(published_on) FROM articles WHERE published_on <= date('now', '+1 day')\n"
        "), '-1 year') AND published_on <= date('now', '+1 day')\n"
        "GROUP BY published_on, sentiment ORDER BY published_on DESC",
    },
    "most_named_places": {
        "title": "Kab/kota mana yang paling diberitakan? / Which places make the news?",
        "description": "Menurut jumlah artikel yang menyebutnya, dari 20.000 yang terakhir diarsipkan."
        " By the number of articles that name them, of the 20,000 archived last.",
        "sql": "SELECT name, type, code, province, count(*) AS articles FROM article_places\n"  # noqa: S608 - our own
        f"JOIN places ON places.id = place WHERE {LATEST_LINKS} AND type IN ('kabupaten', 'kota')\n"
        "GROUP BY places.id ORDER BY articles DESC LIMIT 200",
    },
    "most_quoted_people": {
        "title": "Siapa yang paling banyak dikutip? / Who is quoted most?",
        "description": "Tokoh menurut jumlah artikel yang mengutipnya, dari 20.000 yang terakhir diarsipkan."
        " People by the number of articles that quote them, of the 20,000 archived last.",
        "sql": "SELECT name, (\n"  # noqa: S608 - our own
        "  SELECT role FROM article_people AS told\n"
        f"  WHERE told.person = most.person AND role IS NOT NULL AND {LATEST_LINKS}\n"
        "  GROUP BY role ORDER BY count(*) DESC, role LIMIT 1\n"
        ") AS role, quoted_in, articles\n"
        "FROM (SELECT person, sum(quoted) AS quoted_in, count(*) AS articles FROM article_people\n"
        f"  WHERE {LATEST_LINKS} GROUP BY person ORDER BY quoted_in DESC, articles DESC LIMIT 200) AS most\n"
        "JOIN people ON people.id = person ORDER BY quoted_in DESC, articles DESC",
    },
    "outlet_tone": {
        "title": "Outlet mana yang bernada apa? / Which outlet has which tone?",
        "description": "Bagian artikel positif dan negatif tiap outlet, dari 20.000 artikel yang terakhir diarsipkan."
        " Share of positive and negative articles of each outlet, of the 20,000 archived last.",
        "sql": "SELECT outlet_name, count(*) AS articles,\n"
        "  round(100.0 * sum(sentiment = 'positif') / count(*)) AS positive_percent,\n"
        "  round(100.0 * sum(sentiment = 'negatif') / count(*)) AS negative_percent\n"
        f"{LATEST}\nGROUP BY outlet, CASE outlet WHEN 'generic' THEN outlet_name END ORDER BY articles DESC LIMIT 200",
    },
    "edited": {
        "title": "Artikel mana yang disunting outlet? / Which articles did outlets edit?",
        "description": "Artikel yang isinya berubah setelah terbit, dari 50.000 versi terakhir; halaman artikelnya menunjukkan bedanya."
        " Articles that changed after publication; their pages show the difference.",
        "sql": "SELECT article AS id, seen_at, outlet_name, headline\n"
        "FROM (SELECT id AS revision, article, seen_at, cause FROM revisions ORDER BY id DESC LIMIT 50000)\n"
        "JOIN articles ON articles.id = article WHERE cause = 'edit' ORDER BY revision DESC LIMIT 100",
    },
    "gone": {
        "title": "Artikel mana yang hilang dari web? / Which articles are gone from the web?",
        "description": "Artikel yang halamannya kini menjawab 404 atau 410. Articles whose page answers 404 or 410.",
        "sql": "SELECT id, gone_at, outlet_name, headline, url FROM articles\n"
        "WHERE gone_at IS NOT NULL ORDER BY gone_at DESC LIMIT 100",
    },
}
