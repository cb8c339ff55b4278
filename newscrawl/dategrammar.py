"""The grammar of printed dates: names of months and days, zones, and the patterns built from them.

All patterns expect lower-case text with plain quotes and hyphens, as ``newscrawl.dates`` makes it.
"""

from __future__ import annotations

import re

_MONTH_NAMES = (
    "januari january jan",
    "februari february febuari pebruari feb febr peb pebr",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agus agust agu aug ags agt agst agts",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
WEEKDAY_NAMES = (
    "senin sen monday mon",
    "selasa salasa sel tuesday tues tue",
    "rabu rebo rab wednesday wed",
    "kamis kemis kam thursday thurs thu",
    "jum'at jumat juma't jum friday fri",
    "sabtu saptu sab saturday sat",
    "minggu ahad akhad min sunday sun",
)
WEEKDAYS = {name: number for number, names in enumerate(WEEKDAY_NAMES) for name in names.split()}
ZONES = {"wib": 7, "wita": 8, "wit": 9, "wp": 9, "z": 0, "utc": 0, "gmt": 0}
ZONES |= {"waktu indonesia barat": 7, "waktu indonesia tengah": 8, "waktu indonesia timur": 9}
ZONES |= {"sgt": 8, "myt": 8, "jst": 9}
ZONES |= {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}  # RFC 2822


def _one_of(names: dict[str, int]) -> str:
    return "(?<![a-z])(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")(?![a-z])"


_MONTH = _one_of(MONTHS)
WEEKDAY = _one_of(WEEKDAYS)  # not the "min" of "admin"
_DAYTIME = r"pagi|siang|sore|petang|malam|dini\s*hari|subuh"
_YEAR = r"\d{3,4}(?!\d)|\d\d(?!\d|[:.]\d)"  # 2018, 18; 205 to refuse it by name; not the 23 of "12 Jan 23:10"
_ZONE = (
    r"waktu\sindonesia\s(?:barat|tengah|timur)|(?:z|wib|wita|wit|wp|sgt|myt|jst|[ecmp][sd]t)(?![a-z])|(?:utc|gmt)?[+-]\d\d:?\d\d(?!\d)"
    r"|(?:(?:utc|gmt)|(?<=\d))[+-]\d{1,2}(?![\d.])|utc|gmt"
)

DATE = re.compile(
    rf"""(?<!\d)(?<!\d[/.:-])(?:
      (?P<y1>\d{{4}})(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?!\d)  # 2023-11-02, 2026/06/05
    | (?P<y2>\d{{4}})(?P<m2>\d\d)(?P<d2>\d\d)(?=t\d{{4}})  # 20231102T205953Z
    | (?P<d3>\d{{1,2}})(?:\s?-\s?(?P<e3>\d{{1,2}}))?
      \s?/\s?(?P<m3>\d{{1,2}})\s?/\s?(?P<y3>{_YEAR})  # 24/11/2023, 7-8/4/2025
    | (?P<d4>\d{{1,2}})(?P<s4>[-.])(?P<m4>\d{{1,2}})(?P=s4)(?P<y4>\d{{3,4}})(?!\d)  # 02-11-2023
    | (?<![a-z])(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?P<n5>{_MONTH})?\s?-\s?(?P<e5>\d{{1,2}}))?[\s.,/-]*
      (?:of\s|bulan\s)?(?P<m5>{_MONTH})[\s.,/'-]*(?:tahun\s)?
      (?P<y5>{_YEAR})  # 15 November, 2016; 26 - 27 November 2010; 30 Agustus - 2 September 2023
    )
    | (?P<m6>{_MONTH})\.?\s?(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?[\s,]+
      (?P<y6>\d{{4}})(?!\d)  # Agustus 28, 2025
    | (?P<m7>{_MONTH})\s(?P<d7>\d{{1,2}})\s(?P<t7>\d\d:\d\d:\d\d(?:\s(?:{_ZONE}))?)
      \s(?P<y7>\d{{4}})(?!\d)  # Thu Nov 02 20:59:53 WIB 2023
    """,
    re.VERBOSE,
)
HIJRI = re.compile(
    r"(?<!\d)\d{1,2}\s[a-z' -]{4,20}\s1[34]\d\d\s?h(?:ijri\w*)?(?![a-z])"
)  # 30 jumadil awal 1447 h
TIME = re.compile(
    rf"""(?P<gap>\D{{0,60}}?)
    (?:(?P<hour>\d{{1,2}})(?P<sep>[.-]|\s?:\s?)(?P<minute>\d\d)(?:(?P=sep)(?P<second>\d\d))?
      |(?<=t)(?P<hour2>\d\d)(?P<minute2>\d\d)(?P<second2>\d\d)?)(?!\d)
    (?:[.,]\d+)?(?:\s?(?P<half>[ap])\.?m(?![a-z])\.?)?
    (?:\s-\s\d{{1,2}}[:.]\d\d(?!\d)|-\d{{1,2}}[:.]\d\d(?=\sw))?
    [\s,(]*(?:{_DAYTIME})?\s?(?P<zone>{_ZONE})?""",
    re.VERBOSE,
)  # ", 21:34 wib", " | 16.25", "T20:59:53.120+07:00", " pukul 08.00 - 16.00 wita", " 9:34:19 pm"
TIME_BEFORE = re.compile(
    rf"(?<![\d:.])(?P<hour>\d{{1,2}})(?P<sep>[:.])(?P<minute>\d\d)(?::(?P<second>\d\d))?\s?(?P<zone>{_ZONE})?"
    rf"[^\w]*(?:(?:pada|on|hari|tanggal|tgl)\W+)*(?:{WEEKDAY})?\W*$"
)  # "20:59 WIB, Kamis, " before 2 November 2023
FILLER = re.compile(
    rf"(?:[\W_]|t$|pukul|pkl?|jam|sekitar|sekira|kira-kira|tepatnya|at|pada|on|mulai|sejak|besok|kemarin"
    rf"|{_DAYTIME}|wib|wita|wit|wp|{WEEKDAY})*"
)  # what may stand between a date and its time: ") dini hari, sekitar pukul "
WEEKDAY_BEFORE = re.compile(
    rf"({WEEKDAY})(?:\s?[-/&]\s?{WEEKDAY})?"
    rf"(?:[^\w]|paing|pahing|pon|wage|kliwon|legi|manis|tanggal|tgl|{_DAYTIME})*$"
)  # "senin-selasa (", "jumat wage, "
WEEKDAY_AFTER = re.compile(rf"[\s,(]*({WEEKDAY})")
UPDATED = re.compile(
    r"(?<![a-z])(?:di)?(?:per)?(?:barui|baharui|update|updated|ubah|edit|edited|modified|revisi)(?![a-z.])"
    r"|perubahan|modifikasi"
)  # diperbarui, diupdate, last updated; not sumselupdate.com
UPDATED_BEFORE = re.compile(
    rf"(?:{UPDATED.pattern})(?:[^\w|]|pada|on|at|terakhir|tanggal|tgl|hari|pukul|{WEEKDAY})*$"
)  # "diperbarui pada: kamis, "; not "kabar update | kamis, "
NO_YEAR = re.compile(rf"(?<![\d/])\d{{1,2}}\s?/\s?\d{{1,2}}(?![\d/])|(?<![a-z\d])\d{{1,2}}[\s-]*{_MONTH}")
NO_DAY = re.compile(rf"{_MONTH}\W*\d{{4}}(?!\d)")

UNITS = {"detik": 1, "second": 1, "sec": 1, "menit": 60, "minute": 60, "min": 60, "jam": 3600, "hour": 3600}
UNITS |= {"hari": 86400, "day": 86400, "minggu": 604800, "pekan": 604800, "week": 604800}
COUNTS = {"se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "a": 1, "an": 1, "one": 1}
_SPAN = rf"(\d{{1,3}}|{'|'.join(COUNTS)})\s?({'|'.join(UNITS)})s?\s"
SPAN = re.compile(_SPAN)
AGO = re.compile(
    rf"(?<![\w.,])((?:{_SPAN}(?:dan\s|and\s)?){{1,3}})(?:yang\s|yg\s)?(?:lalu|silam|ago)\b"
)  # 2 jam yang lalu, 1 jam 20 menit lalu, sejam lalu, an hour ago
VAGUE = re.compile(r"\b(?:lalu|silam|ago|kemarin|besok|nanti|tadi)\b")
JUST_NOW = re.compile(r"\b(?:barusan|baru saja|just now)\b")
NAMED_DAY = re.compile(r"\b(?:(hari ini|today)|(kemarin|kemaren|yesterday)(?! lusa| dulu))\b")
