"""A way in for what is no page: other clients (OpenRosa) send a token, and neither a session nor a form of ours.

Their requests go through the few pieces of middleware that concern them (``CLIENT_MIDDLEWARE``), others through all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.module_loading import import_string

CLIENTS = "/openrosa/"
PIECE, IN_MEMORY = 64 * 1024, 1024 * 1024  # bytes
MOST_CHUNKED = 100 * 1024 * 1024  # bytes; one that goes on is cut there, and refused for its length


class ClientHandler(WSGIHandler):
    """Django's own handler with the middleware of ``CLIENT_MIDDLEWARE``, none of which looks at views or answers of
    templates."""

    _get_response: Callable[[HttpRequest], HttpResponse]

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        handler = convert_exception_to_response(self._get_response)
        for name in reversed(settings.CLIENT_MIDDLEWARE):
            handler = convert_exception_to_response(import_string(name)(handler))
        self._middleware_chain = handler


def in_korean(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers in the language of the programme: an app has no cookie with which a person chose another,
    and to look for one costs more than half of what all the rest of the middleware does."""

    def answer(request: HttpRequest) -> HttpResponse:
        translation.activate(settings.LANGUAGE_CODE)
        response = get_response(request)
        response.headers["Content-Language"] = settings.LANGUAGE_CODE
        return response

    return answer


class Doors:
    """Shows each request its way in."""

    def __init__(self, pages: WSGIHandler, clients: WSGIHandler) -> None:
        self._pages, self._clients = pages, clients

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if not environ.get("PATH_INFO", "").startswith(CLIENTS):
            return self._pages(environ, start_response)
        with measured(environ):  # the answer is whole when it is given back: no client is streamed to
            return self._clients(environ, start_response)


@contextmanager
def measured(environ: dict[str, Any]) -> Iterator[None]:
    """Gives a body that came in chunks the length that it does not name: Django would read nothing of it."""
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    if not chunked or environ.get("CONTENT_LENGTH"):
        yield
        return
    with SpooledTemporaryFile(IN_MEMORY) as body:
        length = 0
        while length <= MOST_CHUNKED and (piece := environ["wsgi.input"].read(PIECE)):
            length += body.write(piece)
        body.seek(0)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = body, str(length)
        yield
