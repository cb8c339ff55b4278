"""Which provinces the seeds cover, as docs/coverage.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import get_args

from newscrawl.types import Evidence, Outlet

PROVINCES = {
    "ID-AC": "Aceh",
    "ID-SU": "Sumatera Utara",
    "ID-SB": "Sumatera Barat",
    "ID-RI": "Riau",
    "ID-KR": "Kepulauan Riau",
    "ID-JA": "Jambi",
    "ID-SS": "Sumatera Selatan",
    "ID-BB": "Kepulauan Bangka Belitung",
    "ID-BE": "Bengkulu",
    "ID-LA": "Lampung",
    "ID-JK": "Jakarta",
    "ID-JB": "Jawa Barat",
    "ID-BT": "Banten",
    "ID-JT": "Jawa Tengah",
    "ID-YO": "Daerah Istimewa Yogyakarta",
    "ID-JI": "Jawa Timur",
    "ID-BA": "Bali",
    "ID-NB": "Nusa Tenggara Barat",
    "ID-NT": "Nusa Tenggara Timur",
    "ID-KB": "Kalimantan Barat",
    "ID-KT": "Kalimantan Tengah",
    "ID-KS": "Kalimantan Selatan",
    "ID-KI": "Kalimantan Timur",
    "ID-KU": "Kalimantan Utara",
    "ID-SA": "Sulawesi Utara",
    "ID-GO": "Gorontalo",
    "ID-ST": "Sulawesi Tengah",
    "ID-SR": "Sulawesi Barat",
    "ID-SN": "Sulawesi Selatan",
    "ID-SG": "Sulawesi Tenggara",
    "ID-MA": "Maluku",
    "ID-MU": "Maluku Utara",
    "ID-PD": "Papua Barat Daya",
    "ID-PB": "Papua Barat",
    "ID-PT": "Papua Tengah",
    "ID-PE": "Papua Pegunungan",
    "ID-PA": "Papua",
    "ID-PS": "Papua Selatan",
}
"""ISO 3166-2 code -> name of the 38 provinces, west to east."""

SHORT = {
    "sumut": "ID-SU", "sumbar": "ID-SB", "kepri": "ID-KR", "sumsel": "ID-SS", "babel": "ID-BB", "dki jakarta": "ID-JK",
    "dki": "ID-JK", "jabar": "ID-JB", "jateng": "ID-JT", "di yogyakarta": "ID-YO", "diy": "ID-YO", "jatim": "ID-JI",
    "ntb": "ID-NB", "ntt": "ID-NT", "kalbar": "ID-KB", "kalteng": "ID-KT", "kalsel": "ID-KS", "kaltim": "ID-KI",
    "kaltara": "ID-KU", "sulut": "ID-SA", "sulteng": "ID-ST", "sulbar": "ID-SR", "sulsel": "ID-SN", "sultra": "ID-SG",
    "malut": "ID-MU",
}  # fmt: skip
"""What else provinces are called, by Kemendagri and the press; lower case."""

WITA = frozenset(
    f"ID-{code}" for code in ("BA", "NB", "NT", "KS", "KI", "KU", "SA", "GO", "ST", "SR", "SN", "SG")
)
WIT = frozenset(f"ID-{code}" for code in ("MA", "MU", "PD", "PB", "PT", "PE", "PA", "PS"))

EVIDENCE = get_args(Evidence)
HEAD = (
    f"| province | code | outlets | {' | '.join(EVIDENCE)} | seeds |",
    f"|---|---|--:|{'--:|' * len(EVIDENCE)}---|",
)


def province_name(code: str) -> str:
    """The province's name.

    >>> province_name("ID-JB")
    'Jawa Barat'
    """
    return PROVINCES[code]


def province_code(text: str) -> str | None:
    """The province of that code or name; part of a name will do where only one has it.

    >>> province_code("id-jb"), province_code("papua"), province_code("yogyakarta"), province_code("jawa")
    ('ID-JB', 'ID-PA', 'ID-YO', None)
    >>> province_code("DKI Jakarta"), province_code("DIY"), province_code("Provinsi Jawa  Barat")
    ('ID-JK', 'ID-YO', 'ID-JB')
    """
    wanted = " ".join(text.casefold().split()).removeprefix("provinsi ")
    names = SHORT | {name.casefold(): code for code, name in PROVINCES.items()}
    if wanted.upper() in PROVINCES:
        return wanted.upper()
    if wanted in names:
        return names[wanted]
    codes = [code for code, name in PROVINCES.items() if wanted in name.casefold()]
    return codes[0] if len(codes) == 1 else None


def province_zone(code: str | None) -> str:
    """The IANA zone of the province's clocks; WIB where no province is given.

    >>> province_zone("ID-JB"), province_zone("ID-BA"), province_zone("ID-MA"), province_zone("ID-KB")
    ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'Asia/Pontianak')
    """
    if code in WITA:
        return "Asia/Makassar"
    if code in WIT:
        return "Asia/Jayapura"
    return "Asia/Pontianak" if code in ("ID-KB", "ID-KT") else "Asia/Jakarta"


def coverage_table(outlets: Iterable[Outlet]) -> str:
    """All of docs/coverage.md: each province with its outlets, counted by the evidence they stand on."""
    by_region: dict[str | None, list[Outlet]] = defaultdict(list)
    for outlet in sorted(outlets, key=lambda outlet: outlet.slug):
        by_region[outlet.region].append(outlet)
    total = sum(map(len, by_region.values()))
    covered = sum(code in by_region for code in PROVINCES)
    rows = [_row(name, code, by_region[code]) for code, name in PROVINCES.items()]
    rows.append(_row("national or several provinces", "", by_region[None]))
    summary = f"{total} outlets; {covered} of {len(PROVINCES)} provinces."
    return "\n".join(["# Coverage", "", summary, "", *HEAD, *rows])


def _row(name: str, code: str, outlets: list[Outlet]) -> str:
    counts = " | ".join(str(sum(outlet.verified == kind for outlet in outlets)) for kind in EVIDENCE)
    slugs = ", ".join(outlet.slug for outlet in outlets)
    return f"| {name} | {code} | {len(outlets)} | {counts} | {slugs} |"
