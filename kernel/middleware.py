from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kernel.errors import HanbatError


class ProblemMiddleware:
    """Turns a typed error that no view caught into a page (or JSON) that says what is wrong and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, HanbatError):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(
                {"code": exception.code, "message": str(exception), "field": exception.field},
                status=exception.status,
            )
        return render(request, "errors/problem.html", {"problem": exception}, status=exception.status)
