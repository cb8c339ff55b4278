"""CSV of Datasette, defused on its way out: cells that a spreadsheet would run get an apostrophe in front."""

from __future__ import annotations

import csv
import re
from codecs import getincrementaldecoder
from io import StringIO

from archive.datasette.guard import App, Message, Receive, Scope, Send
from archive.export import as_cell

NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
PIECE = re.compile(r"[^\n]*\n|[^\n]+")  # up to the end of a line, which is that of a record outside of quotes
OK = 200

csv.field_size_limit(
    2**31 - 1
)  # letters of a cell; the text of an article may have more than the 131,072 allowed


class Defuser:
    """Defuses a CSV that comes in pieces, cut anywhere."""

    def __init__(self) -> None:
        self.decoder = getincrementaldecoder("utf-8")(errors="replace")
        self.held: list[str] = []
        self.quoted = False

    def take(self, piece: bytes, *, last: bool) -> bytes:
        """The records that the piece completes; where it is the last, all that is left."""
        done = ""
        for part in PIECE.findall(self.decoder.decode(piece, last)):
            self.held.append(part)
            self.quoted ^= part.count('"') % 2 == 1
            if part.endswith("\n") and not self.quoted:
                done += self.release()
        return (done + self.release() if last else done).encode()

    def release(self) -> str:
        """The record that is held, defused."""
        record, self.held = "".join(self.held), []
        return defuse(record) if record else ""


def defuse(record: str) -> str:
    r"""A record whose cells a spreadsheet may show.

    >>> defuse('7,-0.5,=1+1,"@a ""b"",\r\nc"\r\n')
    '7,-0.5,\'=1+1,"\'@a ""b"",\r\nc"\r\n'
    """
    out = StringIO()
    cells = next(csv.reader([record]))
    csv.writer(out).writerow(cell if NUMBER.fullmatch(cell) else as_cell(cell) for cell in cells)
    return out.getvalue()


def defused(app: App) -> App:
    """The app, whose CSV holds no formula."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        defuser: Defuser | None = None

        async def answer(message: Message) -> None:
            nonlocal defuser
            if message["type"] == "http.response.start":
                defuser = Defuser() if is_csv(scope, message) else None
            elif message["type"] == "http.response.body" and defuser:
                last = not message.get("more_body", False)
                message = {**message, "body": defuser.take(message.get("body", b""), last=last)}
            await send(message)

        await app(scope, receive, answer)

    return answered


def is_csv(scope: Scope, message: Message) -> bool:
    """Whether an answer that begins is CSV; Datasette calls it plain text where it is not to be saved."""
    kind = next((value for name, value in message["headers"] if name.lower() == b"content-type"), b"")
    shown = kind.startswith(b"text/plain") and scope["path"].endswith(".csv")
    return message["status"] == OK and (shown or kind.startswith(b"text/csv"))
