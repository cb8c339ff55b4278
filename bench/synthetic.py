"""Synthetic Indonesian news for measuring archives: realistic in lengths, word frequencies, names, places and copies.

Text follows Zipf's law over the package's own word lists and forms derived from them. An article has 300 words in the
mean, as real ones do: 347 over 30 full articles of regional channels, 224 over 19 pages of national outlets.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from newscrawl.coverage import PROVINCES, province_code, province_zone
from newscrawl.types import Annotation, Article, FieldRecord, Outlet, Removed

MEDIAN_WORDS, SPREAD = 270, 0.38  # log-normal: median and sigma; the mean is 300
EXPONENT, SHIFT = 1.05, 2.7  # of the Zipf-Mandelbrot law
START, DAYS = date(2023, 11, 1), 1096
COPIES, BACKFILL = 0.08, 0.1
"""Shares of articles that are copies of a recent one, and that are archived long after their day."""

FREQUENT = """
yang dan di untuk dengan dari pada dalam ini itu akan tidak ke juga telah oleh sebagai kata para tersebut ada sudah saat
tahun warga kabupaten bisa karena hingga masyarakat menjadi lebih atau secara kota pemerintah hari dapat orang dia mereka
kami serta bahwa lalu masih satu harus pihak daerah agar setelah seperti dua sejumlah antara kepada banyak ia jadi
sekitar terhadap melalui baru kita salah sampai belum menurut hanya tiga namun adalah bupati kepala ujarnya katanya
"""
SECTIONS = {
    "Hukum & Kriminal": "polisi korupsi pencurian tersangka penyidik jaksa sidang vonis narkoba penipuan penggelapan barang bukti",
    "Ekonomi": "harga pasar inflasi pedagang beras cabai investasi umkm rupiah ekspor bank kredit pajak",
    "Peristiwa": "banjir longsor gempa kebakaran kecelakaan evakuasi korban bpbd hujan angin pengungsi bantuan",
    "Pemerintahan": "penandatanganan anggaran apbd dprd perda pelantikan pejabat layanan digitalisasi perjanjian dinas",
    "Pendidikan": "sekolah guru siswa murid kampus mahasiswa beasiswa kurikulum pelajaran ujian ijazah",
    "Olahraga": "persib pertandingan gol pelatih pemain liga stadion juara turnamen atlet medali",
    "Wisata": "wisata pantai kuliner festival budaya hotel pengunjung desa seni tradisi gunung",
    "Kesehatan": "rumah sakit puskesmas stunting vaksin dokter pasien demam berdarah gizi obat",
}
GIVEN = """
Asep Ujang Dedi Siti Rahmat Budi Agus Wawan Dewi Rina Hendra Joko Slamet Wahyu Nur Ahmad Muhammad Andi Yusuf Eko Sri
Endang Bambang Tri Indra Rudi Iwan Yanti Lestari Putri Fitri Ratna Hadi Taufik Imam Arif Fajar Rizki Dian Maya Made
Wayan Ketut Nyoman Komang Baso Daeng Samsul Husin Ismail Yohanes Petrus Maria Agnes Markus Lukas Simon Tono Tarno
"""
FAMILY = """
Sutisna Rahmawati Hidayat Nugraha Permana Saputra Wijaya Santoso Prasetyo Kurniawan Setiawan Suryana Mulyadi Munir
Gunawan Firmansyah Ramadhan Maulana Siregar Nasution Lubis Harahap Simanjuntak Sitompul Tanjung Chaniago Pohan Marpaung
Wibowo Susanto Hartono Purnomo Subagyo Suharto Handoko Sudirman Matondang Rumbiak Kambuaya Wenda Tabuni Mote Pigai
Latuconsina Pattimura Manuputty Lestaluhu Kaunang Mamahit Sondakh Tamba Daulay Batubara Alatas Assegaf Shihab Baswedan
"""
ROLES = (
    "Bupati",
    "Wakil Bupati",
    "Kapolres",
    "Kepala Dinas",
    "Camat",
    "Kepala Desa",
    "Ketua DPRD",
    None,
    None,
    None,
)
BODIES = (
    *(("Polres", "police"), ("Pemkab", "government"), ("DPRD", "government"), ("BPBD", "government")),
    *(("Dinas Kesehatan", "government"), ("Kejaksaan Negeri", "institution"), ("Universitas", "university")),
)
TONES = ("netral", "negatif", "positif")


class Generator:
    """A stream of articles that depends on the seed alone."""

    def __init__(self, seed: int = 1, outlets: int = 300) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.words, self.weights = self.vocabulary()
        self.places = list(read_places())
        self.outlets = [self.outlet(number) for number in range(outlets)]
        self.by_province: dict[str, list[dict[str, Any]]] = {}
        for place in self.places:
            self.by_province.setdefault(province_code(place["province"]) or "", []).append(place)
        self.people = [self.person() for _ in range(30_000)]
        self.people_weights = list(accumulate(zipf(len(self.people))))
        self.recent: list[Article] = []

    def vocabulary(self) -> tuple[list[str], list[float]]:
        """60,000 words, the commonest first, with cumulated weights."""
        base = (files("newscrawl.annotate.weights") / "common-words.txt").read_text().split()
        base.sort(key=lambda word: len(word) + self.random.gauss(0, 3))  # short words are the commoner ones
        forms = [form for word in base if len(word) > 3 for form in derived(word)]
        self.random.shuffle(forms)
        words = list(dict.fromkeys([*FREQUENT.split(), *base, *forms]))[:60_000]
        return words, list(accumulate(zipf(len(words))))

    def outlet(self, number: int) -> Outlet:
        """A local outlet; one in five belongs to one of twelve networks."""
        region = self.random.choice(list(PROVINCES))
        slug = f"radar{self.random.choice(FAMILY.split()).lower()}{number}"
        name, zone = slug.title(), ZoneInfo(province_zone(region))
        network = f"jaringan{number % 12}" if number % 5 == 0 else None
        kind = ("News", "Regional", "Nasional")[number % 3]
        return Outlet(slug, name, (f"{slug}.example",), zone, network=network, region=region, media_type=kind)

    def person(self) -> str:
        """Two or three names."""
        names = [self.random.choice(GIVEN.split()), self.random.choice(FAMILY.split())]
        if self.random.random() < 0.5:
            names.insert(1, self.random.choice(GIVEN.split()))
        return " ".join(names)

    def articles(self, number: int) -> Iterator[Article]:
        """So many articles, in the order in which they are archived."""
        for index in range(number):
            copied = len(self.recent) > 100 and self.random.random() < COPIES
            article = self.copy(index) if copied else self.article(index, number)
            self.recent = [*self.recent[-299:], article]
            yield article

    def article(self, index: int, number: int) -> Article:
        """One article of an outlet, on a place of its province, with what annotators would state."""
        outlet = self.random.choice(self.outlets)
        day = self.day(index / number)
        section, topic = self.random.choice(list(SECTIONS.items()))
        near = self.by_province.get(outlet.region or "") or self.places
        places = self.random.sample(near, min(len(near), self.random.choice((1, 1, 1, 2, 3))))
        people = list(
            dict.fromkeys(
                self.random.choices(self.people, cum_weights=self.people_weights, k=self.random.randint(0, 4))
            )
        )
        bodies = [
            (f"{name} {places[0]['name']}", kind)
            for name, kind in self.random.sample(BODIES, self.random.randint(0, 2))
        ]
        paragraphs = self.text(
            topic.split(), day, [p["name"] for p in places], people, [name for name, _ in bodies]
        )
        headline = " ".join(
            self.random.choices(topic.split(), k=3) + self.pick(4) + [places[0]["name"]]
        ).title()
        at = datetime(
            day.year,
            day.month,
            day.day,
            self.random.randint(5, 22),
            self.random.randint(0, 59),
            tzinfo=outlet.zone,
        )
        return self.make(
            outlet,
            index,
            headline,
            at,
            section,
            paragraphs,
            self.statements(places, people, bodies),
        )

    def day(self, progress: float) -> date:
        """Articles arrive in the order of their days, but for those of a backfill."""
        progress = self.random.random() if self.random.random() < BACKFILL else progress
        return START + timedelta(days=min(DAYS - 1, int(progress * DAYS)))

    def pick(self, number: int) -> list[str]:
        """Words by their frequency."""
        return self.random.choices(self.words, cum_weights=self.weights, k=number)

    def text(self, topic: list[str], day: date, *names: list[str]) -> tuple[str, ...]:
        """Paragraphs of two sentences; an eighth of the words belong to the topic."""
        length = max(60, int(self.random.lognormvariate(0, SPREAD) * MEDIAN_WORDS))
        words = [
            self.random.choice(topic) if self.random.random() < 0.12 else word for word in self.pick(length)
        ]
        for name in (name for group in names for name in group):
            for _ in range(self.random.randint(1, 3)):
                words[self.random.randrange(len(words))] = name
        words[self.random.randrange(len(words))] = f"({day.day}/{day.month}/{day.year})"
        sentences, start = [], 0
        while start < len(words):
            size = self.random.randint(10, 24)
            sentence = " ".join(words[start : start + size])
            sentences.append(sentence[:1].upper() + sentence[1:] + ".")
            start += size
        return tuple(" ".join(sentences[i : i + 2]) for i in range(0, len(sentences), 2))

    def statements(
        self,
        places: list[dict[str, Any]],
        people: list[str],
        bodies: list[tuple[str, str]],
    ) -> tuple[Annotation, ...]:
        """Statements of the shape and size that the annotators make."""
        label, sure = self.random.choice(TONES), round(self.random.uniform(0.5, 0.99), 3)
        words = [{"word": word, "weight": round(self.random.uniform(0.1, 1.9), 3)} for word in self.pick(8)]
        scores = {tone: sure if tone == label else round((1 - sure) / 2, 3) for tone in TONES}
        part = {"label": label, "score": round(self.random.random(), 3)}
        tone = {"label": label, "confidence": sure, "scores": scores, "model": "newscrawl-sentiment 3"}
        tone |= {"headline": part, "body": part, "words": words}
        found = [
            {**place, "mentions": self.random.randint(1, 4), "primary": i == 0}
            for i, place in enumerate(places)
        ]
        named = [
            {
                "name": name,
                "role": role and f"{role} {places[0]['name']}",
                "mentions": self.random.randint(1, 4),
            }
            | {"quoted": self.random.random() < 0.5, "aliases": [name.split()[0]]}
            for name in people
            for role in [self.random.choice(ROLES)]
        ]
        stated = [
            {"name": name, "type": kind, "place": places[0]["name"], "mentions": 1, "abbreviations": []}
            for name, kind in bodies
        ]
        return (
            Annotation("sentiment", "3", tone),
            Annotation("places", "4", found),
            Annotation("regions", "4", []),
            Annotation("people", "2", named),
            Annotation("organisations", "1", stated),
        )

    def make(
        self, outlet: Outlet, index: int, headline: str, at: datetime, section: str, paragraphs: tuple[str, ...],
        annotations: tuple[Annotation, ...],
    ) -> Article:  # fmt: skip
        """The article with addresses, credits and the records of its fields."""
        slug = "-".join("".join(filter(str.isalnum, word)) for word in headline.lower().split())
        url = f"https://{outlet.hosts[0]}/read/{at:%Y/%m/%d}/{index}/{slug}"
        image = f"https://{outlet.hosts[0]}/wp-content/uploads/{at:%Y/%m}/{slug[:40]}-780x390.jpg"
        author, editor, tags = *self.random.choices(self.people, k=2), tuple(self.pick(3))
        removed = tuple(
            Removed("Baca juga: " + " ".join(self.pick(9)).title(), "baca-juga", n)
            for n in range(self.random.randint(0, 2))
        )
        stated = at.isoformat()
        raw = {
            "headline": headline,
            "canonical_url": url,
            "lead_image": image,
            "section": section,
            "language": "id",
        }
        raw |= {
            "published_at": stated,
            "modified_at": stated,
            "authors": author,
            "editors": f"Editor: {editor}",
            "tags": ", ".join(tags),
        }
        fields = {
            name: FieldRecord(text, "json-ld" if len(text) % 2 else "selector") for name, text in raw.items()
        }
        fields |= {
            "byline": FieldRecord(None, None, "not on the page"),
            "kind": FieldRecord("article", "meta"),
            "body": FieldRecord(None, "selector"),
        }
        return Article(
            outlet=outlet.slug, outlet_name=outlet.name, media_type=outlet.media_type, kind="article", url=url,
            canonical_url=url, headline=headline, published_at=at, published_on=at.date(), modified_at=at if index % 5 < 3 else None, byline=None,
            authors=(author,), editors=(editor,), dateline=annotations[1].value[0]["name"].upper(), section=section,
            tags=tags, language="id", lead_image=image, paragraphs=paragraphs, closing=None, removed=removed, fields=fields,
            confidence=1.0, extractor="newscrawl 0.2.0", pages=(url,), missing_pages=(), annotations=annotations,
        )  # fmt: skip

    def copy(self, index: int) -> Article:
        """A recent article in another outlet: other headline, a tenth of the words changed, an hour later."""
        original, outlet = self.random.choice(self.recent), self.random.choice(self.outlets)
        paragraphs = tuple(
            " ".join(self.pick(1)[0] if self.random.random() < 0.1 else word for word in paragraph.split())
            for paragraph in original.paragraphs
        )
        headline = " ".join([*self.pick(3), original.headline.split()[-1]]).title()
        at = (original.published_at or datetime.now(UTC)) + timedelta(hours=1)
        made = self.make(
            outlet, index, headline, at, original.section or "", paragraphs, original.annotations
        )
        return replace(made, published_on=at.date())


def zipf(size: int) -> list[float]:
    """Weights of ranks by the law of Zipf and Mandelbrot."""
    return [1 / (rank + SHIFT) ** EXPONENT for rank in range(size)]


def derived(word: str) -> list[str]:
    """Some forms of a word, rarer than itself."""
    return [
        f"{word}nya",
        f"di{word}",
        f"di{word}kan",
        f"ber{word}",
        f"ter{word}",
        f"ke{word}an",
        f"{word}i",
        f"{word}kan",
    ]


def read_places() -> Iterator[dict[str, Any]]:
    """Every kabupaten and kota of the package's table of places."""
    lines = (files("newscrawl.annotate.gazetteer") / "places.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        kind, name, code, province, country, lat, lon = line.split("\t")[:7]
        if kind in ("kabupaten", "kota"):
            yield {
                "name": name, "type": kind, "code": code, "province": province, "country": country,
                "lat": float(lat or 0), "lon": float(lon or 0),
            }  # fmt: skip
