"""Printed dates: our own table, the shared one, and strings that are no dates."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.dates import NO_TIME, is_update, read_date

WIB, WITA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 11, 24, 12, 30, 15, tzinfo=WIB)
SHARED = Path(__file__).parents[2] / "../shared/facts/dates.tsv"

INSTANTS = [
    # Indonesian lines, with a zone and without
    ("Kamis, 14 Maret 2024 | 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("KAMIS, 14 MARET 2024 08.15 WITA", "2024-03-14T08:15:00+08:00"),
    ("Kamis 14 Mrt 2024 - 08:15 wit", "2024-03-14T08:15:00+09:00"),
    ("Kamis, 14 Maret 2024 08:15 WP", "2024-03-14T08:15:00+09:00"),
    ("Kamis, 14 Maret 2024 08:15 WIB WIB", "2024-03-14T08:15:00+07:00"),
    ("Kamis,14Maret2024,08:15WIB", "2024-03-14T08:15:00+07:00"),
    ("Kamis, 14 Maret 2024 08.15.42 WIB", "2024-03-14T08:15:42+07:00"),
    ("Kamis 14 Maret 2024 Pukul : 08.15", "2024-03-14T08:15:00+08:00"),
    ("Kamis (14/3/2024) malam sekira pkl. 20.15 Wita", "2024-03-14T20:15:00+08:00"),
    ("Kamis , 14 Mar 2024 , 08 : 15 WIB", "2024-03-14T08:15:00+07:00"),
    ("14 Maret 2024 08:15 Waktu Indonesia Timur", "2024-03-14T08:15:00+09:00"),
    ("14 Mar 2024 : 08.15", "2024-03-14T08:15:00+08:00"),
    ("14/03/2024, 8:15", "2024-03-14T08:15:00+08:00"),
    ("(14/3/24) pukul 08.15 wib", "2024-03-14T08:15:00+07:00"),
    ("14-03-2024 08:15", "2024-03-14T08:15:00+08:00"),
    ("14.03.2024 08:15", "2024-03-14T08:15:00+08:00"),
    ("14-Mar-2024 08:15", "2024-03-14T08:15:00+08:00"),
    ("08:15 WIB, Kamis, 14 Maret 2024", "2024-03-14T08:15:00+07:00"),
    ("08.15 | 14/03/2024", "2024-03-14T08:15:00+08:00"),
    ("Kamis, 14 Maret 2024 08:00-16:00 WIB", "2024-03-14T08:00:00+07:00"),
    ("08:15 - 14/03/2024", "2024-03-14T08:15:00+08:00"),
    ("Kamis, 14 Maret 2024 / 3 Ramadan 1445 H 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("3 Ramadan 1445 H | 14 Maret 2024 M | 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    # Friday and its spellings, Sunday and its, market days
    ("Jum'at, 15 Maret 2024 08:15 WIB", "2024-03-15T08:15:00+07:00"),
    ("Jum’at, 15 Maret 2024 08:15 WIB", "2024-03-15T08:15:00+07:00"),
    ("Jum`at 15 Maret 2024 08:15 WIB", "2024-03-15T08:15:00+07:00"),
    ("Jum&#039;at, 15 Maret 2024&nbsp;08:15 WIB", "2024-03-15T08:15:00+07:00"),
    ("Jum&amp;#39;at, 15 Maret 2024 08:15 WIB", "2024-03-15T08:15:00+07:00"),
    ("Ahad, 17 Maret 2024 08:15 WIB", "2024-03-17T08:15:00+07:00"),
    ("Minggu Legi, 17 Maret 2024 08:15 WIB", "2024-03-17T08:15:00+07:00"),
    # words around
    ("Dewi Lestari - Kabar Kita | Kamis, 14 Maret 2024 08:15 WIB | 1.250 Views", "2024-03-14T08:15:00+07:00"),
    ("SUMEDANG, 14 Maret 2024 — 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("Dibaca 120 kali, 14 Maret 2024 oleh Budi Hartono, 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("Oleh Simon, 14 Maret 2024 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("Admin 14 Maret 2024 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("Kanal6 14 Maret 2024 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("Diperbarui 14 Maret 2024 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("Terbit 14 Maret 2024 08:15 WIB, diperbarui 15 Maret 2024 09:00 WIB", "2024-03-14T08:15:00+07:00"),
    ("Diperbarui: 15 Maret 2024 09:00 WIB | Terbit: 14 Maret 2024 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("\x00Kamis,\u200b 14\u00a0Maret\t2024\n 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    # English months and order, 12-hour clock
    ("Kamis, 14 March 2024 08:15", "2024-03-14T08:15:00+08:00"),
    ("Kamis, Maret 14, 2024 08:15 WIB", "2024-03-14T08:15:00+07:00"),
    ("March 14th, 2024 at 8:15 PM", "2024-03-14T20:15:00+08:00"),
    ("Mar. 14, 2024 12:05 a.m.", "2024-03-14T00:05:00+08:00"),
    ("14/3/2024 12:05:30 PM", "2024-03-14T12:05:30+08:00"),
    ("14 Maret 2024 20:15 PM", "2024-03-14T20:15:00+08:00"),
    # machines
    ("2024-03-14T08:15:42+07:00", "2024-03-14T08:15:42+07:00"),
    ("2024-03-14T08:15:42.123456+07:00", "2024-03-14T08:15:42+07:00"),
    ("2024-03-14T08:15:42-05:00", "2024-03-14T08:15:42-05:00"),
    ("2024-03-14T08:15:42+0700", "2024-03-14T08:15:42+07:00"),
    ("2024-03-14 08:15:42+07", "2024-03-14T08:15:42+07:00"),
    ("2024-03-14T08:15Z", "2024-03-14T08:15:00+00:00"),
    ("2024-03-14 08:15:42", "2024-03-14T08:15:42+08:00"),
    ("2024/03/14 08:15", "2024-03-14T08:15:00+08:00"),
    ("20240314T081542+0700", "2024-03-14T08:15:42+07:00"),
    ("2024-03-14WIT08:15:42", "2024-03-14T08:15:42+09:00"),
    ("2024-03-14T08-15-42Z", "2024-03-14T08:15:42+08:00"),
    ("2024-03-14 T08:15:42Z", "2024-03-14T08:15:42+08:00"),
    ("Thu, 14 Mar 2024 08:15:42 +0700", "2024-03-14T08:15:42+07:00"),
    ("Thu, 14 Mar 2024 01:15:42 GMT", "2024-03-14T01:15:42+00:00"),
    ("Thu, 14 Mar 2024 08:15:42 GMT+0700 (WIB)", "2024-03-14T08:15:42+07:00"),
    ("Thu Mar 14 08:15:42 WIB 2024", "2024-03-14T08:15:42+07:00"),
    ("14 Mar 2024 08:15 (GMT+8)", "2024-03-14T08:15:00+08:00"),
    ("Thu, 01 Jan 1970 07:00:00 +0700", "1970-01-01T07:00:00+07:00"),
    # relative to NOW, 13:30:15 in the zone
    ("2 jam yang lalu", "2026-11-24T11:30:15+08:00"),
    ("sekitar 3 jam lalu", "2026-11-24T10:30:15+08:00"),
    ("1 jam 20 menit lalu", "2026-11-24T12:10:15+08:00"),
    ("sejam lalu", "2026-11-24T12:30:15+08:00"),
    ("semenit lalu", "2026-11-24T13:29:15+08:00"),
    ("5 hari lalu", "2026-11-19T13:30:15+08:00"),
    ("2 hours ago", "2026-11-24T11:30:15+08:00"),
    ("barusan", "2026-11-24T13:30:15+08:00"),
    ("Hari ini, 08.05 WIB", "2026-11-24T08:05:00+07:00"),
    ("Kemarin, 08:05", "2026-11-23T08:05:00+08:00"),
]


@pytest.mark.parametrize(("raw", "iso"), INSTANTS)
def test_instants(raw: str, iso: str) -> None:
    reading = read_date(raw, WITA, NOW)
    assert reading.instant is not None, reading
    assert reading.instant.isoformat() == iso
    assert reading.reason is None


MONTHS = [
    (1, "Januari January Jan"),
    (2, "Februari February Feb Pebruari Peb Pebr"),
    (3, "Maret March Mar Mrt"),
    (4, "April Apr"),
    (5, "Mei May"),
    (6, "Juni June Jun"),
    (7, "Juli July Jul"),
    (8, "Agustus August Agu Agt Ags Agst Agust Agus Aug"),
    (9, "September Sept Sep"),
    (10, "Oktober October Okt Oct"),
    (11, "November Nopember Nov Nop"),
    (12, "Desember December Des Dec DES"),
]


@pytest.mark.parametrize(("month", "names"), MONTHS)
def test_month_names(month: int, names: str) -> None:
    for name in names.split():
        assert read_date(f"7 {name} 2024", WIB, NOW).day == date(2024, month, 7), name
        assert read_date(f"{name}. 7, 2024", WIB, NOW).day == date(2024, month, 7), name


DAYS = [
    ("Kamis, 14 Maret 2024", date(2024, 3, 14)),
    ("Rabu Paing, 14 Januari 2009", date(2009, 1, 14)),
    ("Senin-Selasa (11-12/3/2024)", date(2024, 3, 11)),
    ("Kanal 7 - 2 November 2023", date(2023, 11, 2)),
    ("11-12 Maret 2024", date(2024, 3, 11)),
    ("30 Desember - 2 Januari 2024", date(2023, 12, 30)),
    ("14th of March 2024", date(2024, 3, 14)),
    ("Kamis tanggal 14 bulan Maret tahun 2024", date(2024, 3, 14)),
    ("(14/3/99)", date(1999, 3, 14)),
    ("Kamis (14/3/2024).", date(2024, 3, 14)),
    ("14 Maret 2024, 3.500 kali dibaca", date(2024, 3, 14)),
    ("14 Maret 2024 (diperbarui 21:00 WIB)", date(2024, 3, 14)),
    ("2 Disember 2023", date(2023, 12, 2)),
    ("kemarin", date(2026, 11, 23)),
    ("2 minggu lalu", date(2026, 11, 10)),
]


@pytest.mark.parametrize(("raw", "day"), DAYS)
def test_days_without_a_time(raw: str, day: date) -> None:
    reading = read_date(raw, WIB, NOW)
    assert (reading.instant, reading.day, reading.reason) == (None, day, NO_TIME)


UNKNOWN = [
    ("Rabu (2/4)", "no year"),
    ("Kamis (13/3) malam", "no year"),
    ("31 Des 08.15", "no year"),
    ("Selasa (8/11) kemarin", "no year"),
    ("Senin 00/00/0000 00:00 WIB", "no month 0"),
    ("1/13/2023", "no month 13"),
    ("31 Februari 2024 10:00 WIB", "no day 31"),
    ("29/02/2023", "no day 29"),
    ("Rabu (4/11/205)", "three digits"),
    ("0001-01-01T00:00:00", "no year"),
    ("-0001-11-30T00:00:00+00:00", "no year"),
    ("Rabu, 14 Maret 2024 08:15 WIB", "weekday rabu contradicts 2024-03-14, a kamis"),
    ("14 Maret 2024 (Rabu) 08:15", "weekday rabu contradicts"),
    ("2024-03-14T08:15:42+25:00", "no such offset"),
    ("Maret 2024", "no day of the month"),
    ("Kanal6 Maret 2024", "no day of the month"),
    ("kemarin lusa", "ago"),
    ("minggu lalu", "ago"),
    ("beberapa menit lalu", "ago"),
    ("2024", "no date"),
    ("1698933593", "no date"),
    ("192.168.10.24", "no date"),
    ("Foto: 3 dari 2024 peserta", "no date"),
    ("Redaksi Kabar Kita", "no date"),
    ("", "no date"),
    ("{}", "no date"),
    ("٣١ أغسطس ٢٠٢٣", "no date"),
]


@pytest.mark.parametrize(("raw", "reason"), UNKNOWN)
def test_unknown_is_null_with_a_reason(raw: str, reason: str) -> None:
    reading = read_date(raw, WIB, NOW)
    assert (reading.instant, reading.day) == (None, None)
    assert reason in (reading.reason or "")


@pytest.mark.parametrize("clock", ["25:10", "24.00", "10:75"])
def test_an_impossible_time_leaves_the_day(clock: str) -> None:
    reading = read_date(f"Kamis, 14 Maret 2024 {clock} WIB", WIB, NOW)
    assert (reading.instant, reading.day) == (None, date(2024, 3, 14))
    assert f"no such time of day: {clock}" in (reading.reason or "")


def test_updates_are_told_apart() -> None:
    assert is_update("Diperbarui 14 Maret 2024 08:15 WIB")
    assert is_update("Last updated: 14 March 2024")
    assert not is_update("Terbit 14 Maret 2024, diperbarui 15 Maret 2024")
    assert not is_update("14 Maret 2024")
    assert not is_update("kabarupdate.com - 14 Maret 2024")
    assert not is_update("Kabar Update | 14 Maret 2024")
    assert is_update("Terakhir diperbarui pada: Kamis, 14 Maret 2024")


@settings(deadline=None)
@given(st.text() | st.text(alphabet="0123456789/-.: TZWIBkamisjum'atagu2023lalu+", max_size=80))
def test_no_string_raises(raw: str) -> None:
    reading = read_date(raw, WIB, NOW)
    assert reading.instant is None or reading.instant.tzinfo is not None
    assert (reading.reason is None) == (reading.instant is not None)


@pytest.mark.parametrize("part", ["0", "9/", "12 - ", "jum", "1 jam ", " ", "&amp;", "Nov 2 ", "\x00"])
def test_a_megabyte_is_cut(part: str) -> None:
    assert read_date(part * (10**6 // len(part)), WIB, NOW).instant is None


# the weekday contradicts the date: of such a field neither is to be trusted
CONTRADICTING = {"Monday, 24/11/2016 | 13:54", "Jumat(4/1/2014)"}


def _shared_rows() -> Iterator[tuple[str, str]]:
    if SHARED.exists():
        with SHARED.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["raw"], row["iso"]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared table of printed dates is not there")
def test_shared_table() -> None:
    wrong = [(raw, iso) for raw, iso in _shared_rows() if not _agrees(raw, iso)]
    assert {raw for raw, _ in wrong} == CONTRADICTING


def _agrees(raw: str, iso: str) -> bool:
    if span := re.fullmatch(r"REL P(T?)(\d+)([DHMS])", iso):
        unit = {"D": "days", "H": "hours", "M": "minutes", "S": "seconds"}[span[3]]
        return read_date(raw, WIB, NOW).instant == NOW - timedelta(**{unit: int(span[2])})
    now = datetime.fromisoformat(
        "2024-10-04T19:41:30+07:00" if "menit" in raw else "2020-05-04T04:30:00+07:00"
    )
    reading = read_date(raw, WIB, now if "lalu" in raw else NOW)
    if not iso:
        return reading.instant is None and reading.day is None and bool(reading.reason)
    if len(iso) == len("2023-08-31"):
        return (reading.instant, str(reading.day), reading.reason) == (None, iso, NO_TIME)
    if reading.instant is None:
        return False
    if "lalu" in raw:  # told to the hour or minute, rounded either way
        told = timedelta(hours=1) if "jam" in raw else timedelta(minutes=2)
        return abs(reading.instant - datetime.fromisoformat(iso)) < told
    return reading.instant.isoformat().startswith(iso)
