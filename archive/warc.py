"""Captures as WARC 1.1 records, one gzip member each, and others' WARC files as captures.

A body is stored as the stages saw it, decoded: Content-Encoding and Transfer-Encoding are left out, and
Content-Length is that of the decoded body.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import responses
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.bodies import MAX_BODY as MAX_BODY
from archive.bodies import read_body
from newscrawl.days import FIRST_YEAR, LAST_YEAR
from newscrawl.types import Capture

Headers = Sequence[tuple[str, str]]

ENCODING_HEADERS = frozenset(("content-encoding", "transfer-encoding", "content-length"))
BROKEN = (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, zlib.error, brotli.error)
"""What warcio and the decoders raise on damaged files: AttributeError, as warcio asks None for a header's words."""

AS_A_WHOLE = "non-chunked gzip file"
"""What warcio says of a file that `gzip` packed; it raises one class for all."""


class Records(ArchiveIterator):  # type: ignore[misc]
    """The records of a WARC, without warcio's own lines on stderr, which quote the file as it is."""

    INC_RECORD = ""


class WarcError(ValueError):
    """A WARC that cannot be read to its end; the message names the file, the place and the remedy."""


def info_record(file: str, software: str, now: datetime) -> bytes:
    """The packed warcinfo record that opens a file."""
    out = BytesIO()
    writer = _writer(out)
    record = writer.create_warcinfo_record(file, {"software": software, "format": "WARC File Format 1.1"})
    record.rec_headers.replace_header("WARC-Date", warc_date(now))
    writer.write_record(record)
    return out.getvalue()


def response_record(capture: Capture, record_id: str) -> bytes:
    """The packed response record of a capture."""
    out = BytesIO()
    writer = _writer(out)
    record = writer.create_warc_record(
        one_line(capture.url),
        "response",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        http_headers=_http_headers(capture),
        warc_headers_dict=_record_headers(capture, record_id),
    )
    writer.write_record(record)
    return out.getvalue()


def revisit_record(capture: Capture, record_id: str, first_url: str, first_fetched: datetime) -> bytes:
    """The packed record of a capture whose body is held already: headers, and where the body is."""
    out = BytesIO()
    writer = _writer(out)
    headers = _record_headers(capture, record_id)
    digest = headers.pop("WARC-Payload-Digest")
    record = writer.create_revisit_record(
        one_line(capture.url),
        digest,
        one_line(first_url),
        warc_date(first_fetched),
        http_headers=_http_headers(capture),
        warc_headers_dict=headers,
    )
    writer.write_record(record)
    return out.getvalue()


def request_record(capture: Capture, response_id: str, sent: Headers, record_id: str) -> bytes:
    """The packed record of the request that brought a capture, with the headers as sent."""
    out = BytesIO()
    writer = _writer(out)
    parts = urlsplit(one_line(capture.url))
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    named = [(name, one_line(value)) for name, value in sent if name.lower() != "host"]
    headers = StatusAndHeaders(
        f"GET {target} HTTP/1.1", [("Host", parts.netloc), *named], is_http_request=True
    )
    record = writer.create_warc_record(
        one_line(capture.url),
        "request",
        http_headers=headers,
        warc_headers_dict={
            "WARC-Record-ID": record_id,
            "WARC-Date": warc_date(capture.fetched_at),
            "WARC-Concurrent-To": response_id,
        },
    )
    writer.write_record(record)
    return out.getvalue()


def _writer(out: BinaryIO) -> WARCWriter:
    return WARCWriter(out, gzip=True, warc_version="1.1")


def _http_headers(capture: Capture) -> StatusAndHeaders:
    kept = [
        (one_line(name), one_line(value))
        for name, value in capture.headers
        if name.lower() not in ENCODING_HEADERS
    ]
    status = f"{capture.status} {responses.get(capture.status, '')}".rstrip()
    return StatusAndHeaders(status, [*kept, ("Content-Length", str(len(capture.body)))], protocol="HTTP/1.1")


def _record_headers(capture: Capture, record_id: str) -> dict[str, str]:
    return {
        "WARC-Record-ID": record_id,
        "WARC-Date": warc_date(capture.fetched_at),
        "WARC-Payload-Digest": capture.digest,
    }


def one_line(text: str) -> str:
    """Header text without line breaks, which would forge another header, and without lone surrogates.

    >>> one_line("text/html\\r\\nSet-Cookie: a")
    'text/html Set-Cookie: a'
    """
    return " ".join(text.replace("\x00", "").split()).encode("utf-8", "replace").decode()


def warc_date(moment: datetime) -> str:
    """UTC with microseconds, as WARC 1.1 allows."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def warc_moment(text: str) -> datetime:
    """The instant of a WARC-Date; one without a zone is UTC. Raises ValueError, also for a year in which no page was fetched."""
    moment = datetime.fromisoformat(text)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:  # near the ends of the calendar other zones overflow
        raise ValueError(f"the WARC-Date {text!r} is not within {FIRST_YEAR}-{LAST_YEAR}")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_record(path: Path, offset: int, requested_url: str | None = None) -> Capture:
    """The capture of the record at an offset; the body of a revisit is empty. Raises WarcError."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return make_capture(next(iter(Records(file))), requested_url)
    except FileNotFoundError:
        raise WarcError(f"{path}: the file is missing; restore it from a backup") from None
    except StopIteration:
        raise WarcError(f"{path}: there is no record at byte {offset}; restore it from a backup") from None
    except BROKEN as error:
        raise WarcError(f"{path}: the record at byte {offset} is damaged ({told(error)})") from error


def told(error: Exception) -> str:
    """What a damaged file made warcio, a decoder or us say, in one line; warcio quotes the bytes that it found.

    >>> told(ValueError("first line: \\x1b]0;kabar")), told(AttributeError("'NoneType' object has no attribute"))
    ('first line: \\\\x1b]0;kabar', 'a record lacks headers that it needs')
    """
    if isinstance(error, AttributeError):
        return "a record lacks headers that it needs"
    return ascii(" ".join(str(error).split())[:100])[1:-1]


@dataclass(frozen=True, slots=True)
class Found:
    """A response or revisit of others' WARC."""

    capture: Capture | None
    """The body of a revisit is empty. None for a record without sense."""
    offset: int = 0
    is_revisit: bool = False
    payload: str | None = None
    """WARC-Payload-Digest, by whatever algorithm."""
    refers_to: tuple[str, str] | None = None
    """Address and time of the record that has a revisit's body."""
    has_headers: bool = True
    error: str | None = None


def read_warc(path: Path) -> Iterator[Capture]:
    """The responses of a WARC, packed or not, in order; revisits and other records are left out.

    Yields every response that can be read before it raises WarcError for those that cannot.
    """
    good, bad = 0, 0
    for found in read_records(path):
        if found.capture is None:
            bad += 1
        elif not found.is_revisit:
            good += 1
            yield found.capture
    if bad:
        raise WarcError(f"{path}: {bad} responses are damaged, {good} are good; get the file again")


def read_records(path: Path) -> Iterator[Found]:
    """The responses and revisits of a WARC, packed or not, in order, also those without sense.

    Yields all that can be read before it raises WarcError where the file is damaged.
    """
    if not path.is_file():
        raise WarcError(f"{path}: no such file")
    good, last = 0, -1
    try:
        with path.open("rb") as file:
            records = Records(file)
            for record in records:
                if not record.rec_headers.get_header("WARC-Type"):
                    raise EOFError("it holds something else")
                if (record.rec_type == "response" and record.http_headers) or record.rec_type == "revisit":
                    found = make_found(record)
                    good += found.capture is not None
                    yield replace(found, offset=records.get_record_offset())
                last = records.get_record_offset()  # reads on to the record's end
        if last < 0:
            raise EOFError("it holds no record")
        check_tail(path, last)
    except BROKEN as error:
        if AS_A_WHOLE in str(error):
            remedy = "it is packed as a whole, not record by record; unpack it with gunzip"
            raise WarcError(f"{path}: {remedy} and name the unpacked file") from error
        raise WarcError(
            f"{path}: not a whole WARC file, {good} good responses ({told(error)}); get it again"
        ) from error


def make_found(record: ArcWarcRecord) -> Found:
    """What a response or revisit says."""
    header = record.rec_headers.get_header
    is_revisit, has_headers = record.rec_type == "revisit", record.http_headers is not None
    if not has_headers:
        record.http_headers = StatusAndHeaders("200 OK", [], protocol="HTTP/1.1")
    try:
        capture = make_capture(record)
    except ValueError as error:  # one record without sense; the next one may be well
        return Found(None, is_revisit=is_revisit, error=told(error))
    uri, moment = header("WARC-Refers-To-Target-URI"), header("WARC-Refers-To-Date")
    refers_to = (uri.strip("<>"), moment) if uri and moment else None
    payload = header("WARC-Payload-Digest")
    return Found(capture, 0, is_revisit, payload, refers_to, has_headers)


def check_tail(path: Path, last: int) -> None:
    """Raise EOFError where a packed file ends inside its last record, which warcio does not tell."""
    with path.open("rb") as file:
        file.seek(last)
        if file.read(2) != b"\x1f\x8b":
            return
        file.seek(last)
        with gzip.open(file) as unpacked:
            while unpacked.read(1 << 20):
                pass


def make_capture(record: ArcWarcRecord, requested_url: str | None = None) -> Capture:
    """The capture of a response record, its body decoded; raises ValueError for one without sense."""
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    fetched = warc_moment(record.rec_headers.get_header("WARC-Date") or "")
    headers = record.http_headers
    kept = tuple((name, value) for name, value in headers.headers if name.lower() not in ENCODING_HEADERS)
    status = int(headers.get_statuscode())
    return Capture(url, requested_url or url, status, kept, read_body(record), fetched)
