"""The body of a record, decoded: what was chunked or packed on the wire is stored and read plain."""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

MAX_BODY = 20_000_000
"""Bytes of a decoded body; what unpacks to more is no page."""


def read_body(record: ArcWarcRecord) -> bytes:
    """The decoded body of a response record; raises ValueError and EOFError for one without sense or end."""
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
