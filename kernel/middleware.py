from collections.abc import Callable
from http import HTTPStatus

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kernel.errors import HanbatError

# Texts with a character of number 0, which no row can hold. Forms refuse them themselves; addresses, JSON and what
# programs send may have them.
UNKEEPABLE = ("NUL (0x00)", "\\u0000 cannot be converted to text")


class ProblemMiddleware:
    """Turns a typed error that no view caught into a page (or JSON) that says what is wrong and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return self._page_of_a_form(request, response)
        return response

    def _page_of_a_form(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """An address that only takes what a form sends was opened, by a reload or a bookmark: says where to go."""
        page = render(request, "errors/405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError) and any(text in str(exception) for text in UNKEEPABLE):
            return render(request, "errors/400.html", status=HTTPStatus.BAD_REQUEST)
        if not isinstance(exception, HanbatError):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(
                {"code": exception.code, "message": str(exception), "field": exception.field},
                status=exception.status,
            )
        return render(request, "errors/problem.html", {"problem": exception}, status=exception.status)
