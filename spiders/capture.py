"""A response becomes a capture: the plain value that everything after the fetch is a function of."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response

from newscrawl.types import Capture


class MakeCapture:
    """Downloader middleware that sets ``request.meta["capture"]`` on article pages.

    It sees a response after redirects, decompression and retries, and before the archive keeps it.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass the response on; feeds and robots.txt are no captures."""
        if "entry" in request.meta or "page_of" in request.meta:
            request.meta["capture"] = make_capture(request, response, datetime.now(UTC))
        return response


def make_capture(request: Request, response: Response, fetched_at: datetime) -> Capture:
    """The capture of one fetch; the URL that was asked for first is ``requested_url``."""
    asked = request.meta.get("redirect_urls", [request.url])[0]
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Capture(response.url, asked, response.status, headers, response.body, fetched_at)
