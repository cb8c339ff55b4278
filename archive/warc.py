"""Captures as WARC 1.1 records, one gzip member each, and others' WARC files as captures.

A body is stored as the stages saw it, decoded: Content-Encoding and Transfer-Encoding are left out, and
Content-Length is that of the decoded body.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.client import responses
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.types import Capture

Headers = Sequence[tuple[str, str]]

ENCODING_HEADERS = frozenset(("content-encoding", "transfer-encoding", "content-length"))
MAX_BODY = 20_000_000
"""Bytes of a decoded body; what unpacks to more is no page."""

BROKEN = (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error, brotli.error)
"""What warcio and the decoders raise on damaged files."""


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
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_record(path: Path, offset: int, requested_url: str | None = None) -> Capture:
    """The capture of the record at an offset; the body of a revisit is empty. Raises WarcError."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return make_capture(next(iter(ArchiveIterator(file))), requested_url)
    except FileNotFoundError:
        raise WarcError(f"{path}: the file is missing; restore it from a backup") from None
    except StopIteration:
        raise WarcError(f"{path}: there is no record at byte {offset}; restore it from a backup") from None
    except BROKEN as error:
        raise WarcError(f"{path}: the record at byte {offset} is damaged ({error})") from error


def read_warc(path: Path) -> Iterator[Capture]:
    """The responses of a WARC, packed or not, in order; revisits and other records are left out.

    Yields every response that can be read before it raises WarcError for those that cannot.
    """
    if not path.is_file():
        raise WarcError(f"{path}: no such file")
    good, bad, last = 0, 0, -1
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                if not record.rec_headers.get_header("WARC-Type"):
                    raise EOFError("it holds something else")
                if record.rec_type == "response" and record.http_headers:
                    try:
                        capture = make_capture(record)
                    except ValueError:  # one record without sense; the next one may be well
                        bad += 1
                    else:
                        good += 1
                        yield capture
                last = records.get_record_offset()
        if last < 0:
            raise EOFError("it holds no record")
        check_tail(path, last)
    except BROKEN as error:
        reason = " ".join(str(error).split())[:100]
        raise WarcError(
            f"{path}: not a whole WARC file, {good} good responses ({reason}); get it again"
        ) from error
    if bad:
        raise WarcError(f"{path}: {bad} responses are damaged, {good} are good; get the file again")


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
    fetched = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    headers = record.http_headers
    kept = tuple((name, value) for name, value in headers.headers if name.lower() not in ENCODING_HEADERS)
    status = int(headers.get_statuscode())
    return Capture(url, requested_url or url, status, kept, _read_body(record), fetched)


def _read_body(record: ArcWarcRecord) -> bytes:
    chunked = (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    body: bytes = stream.read(MAX_BODY + 1)
    while chunk := stream.read(1 << 20):  # to the record's end, so that a cut-off one is told
        if len(body) <= MAX_BODY:
            body += chunk
    if record.raw_stream.limit > 0:
        raise EOFError("the last record is incomplete")
    encodings = (record.http_headers.get_header("Content-Encoding") or "").lower()
    for encoding in reversed([name.strip() for name in encodings.split(",") if name.strip()]):
        body = decode(body, encoding)
    if len(body) > MAX_BODY:
        raise ValueError(f"a body unpacks to more than {MAX_BODY:,} bytes")
    return body


def decode(body: bytes, encoding: str) -> bytes:
    """The body without its content encoding, at most one byte over the limit.

    Many WARCs say gzip of plain bodies: what cannot be decoded stays as it is.

    >>> decode(zlib.compress(b"Pasar Baru"), "deflate"), decode(b"Pasar Baru", "gzip")
    (b'Pasar Baru', b'Pasar Baru')
    """
    try:
        if encoding == "br":
            decoded: bytes = brotli.Decompressor().process(body, output_buffer_limit=MAX_BODY + 1)
            return decoded
        if encoding == "deflate" and body[:1] != b"\x78":
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, MAX_BODY + 1)
        if encoding in ("gzip", "x-gzip", "deflate"):
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, MAX_BODY + 1)
    except (zlib.error, brotli.error):
        return body
    return body
