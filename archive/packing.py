"""Columns of which the bytes matter more than that SQL can read them: JSON, deflated against words it is made of.

The words are part of the format: an archive made with them is read with them.
"""

from __future__ import annotations

import zlib

PLAIN = 40
"""Texts up to this length stay text: deflating gains nothing there, and ``[]`` can be asked for in SQL."""

LEVEL = 9
RAW = -15  # raw deflate: no header, no checksum
LARGEST_WINDOW, SMALLEST_WINDOW = 15, 9  # bits of a distance
MEMORY = 6
"""What deflate may use; it clears all of it beforehand, which takes longer than these texts do."""

COMMON = (
    b'{"name":"","type":"kabupaten","code":"32.","province":"Jawa Timur","country":"Indonesia","lat":-7.,"lon":11'
    b'"type":"kota""type":"city""type":"country""type":"province","province":null,"mentions":1,"primary":false}'
    b',{"name":"Polres ","type":"police","place":null,"mentions":1,"abbreviations":[]}'
    b'"type":"government""type":"company""type":"party""type":"university""type":"institution"'
    b'{"name":"","role":"Kepala Dinas ","mentions":1,"quoted":true,"aliases":[""]}'
    b'{"name":"","role":null,"mentions":1,"quoted":false,"aliases":[]}'
    b'{"label":"netral","confidence":0.8,"scores":{"positif":0.0,"netral":0.9,"negatif":0.1},'
    b'"model":"newscrawl-sentiment 3","headline":{"label":"negatif","score":0.},'
    b'"body":{"label":"positif","score":0.},"words":[{"word":"","weight":0.},{"word":"","weight":-0.'
    b'[{"text":"Baca juga: ","rule":"advertisement","after":2},{"text":"BACA JUGA: ","rule":"baca-juga","after":1}]'
    b'"caption""video""promotion""related""share"'
    b'{"headline":["json-ld",0],"canonical_url":["meta",0],"published_at":["selector","Senin, 2026-11-'
    b'T00:00:00+07:00"],"modified_at":["json-ld","202"],"authors":["selector",""],"editors":["selector",""],'
    b'"byline":[null,null,"not on the page"],"section":["meta",0],"tags":["selector",""],"language":["meta",0],'
    b'"lead_image":["json-ld",0],"kind":["url",0],"body":["selector"]}'
    b'["https://www.'
)


class Damaged(ValueError):
    """A row that cannot be what was written; the message says what of it."""


def squeeze(text: str, context: str = "") -> bytes | str:
    """The text deflated, or itself where it is short; ``context`` is what it is likely to repeat.

    >>> squeeze("[]"), unsqueeze(squeeze("Jalan rusak. " * 9, "jalan"), "jalan")[:12]
    ('[]', 'Jalan rusak.')
    """
    if len(text) <= PLAIN:
        return text
    data, known = text.encode(), COMMON + context.encode()
    window = max(SMALLEST_WINDOW, min((len(data) + len(known)).bit_length(), LARGEST_WINDOW))
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -window, MEMORY, zdict=known)
    return deflate.compress(data) + deflate.flush()


def unsqueeze(kept: bytes | str, context: str = "") -> str:
    """The text that ``squeeze`` was given with the same context; raises Damaged."""
    if isinstance(kept, str):
        return kept
    inflate = zlib.decompressobj(RAW, zdict=COMMON + context.encode())
    try:
        text = inflate.decompress(kept).decode()
    except (TypeError, UnicodeDecodeError, zlib.error) as error:
        raise Damaged("a packed value does not unpack") from error
    if not inflate.eof or inflate.unused_data:
        raise Damaged("a packed value does not unpack")
    return text
