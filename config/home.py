"""The home page: what each kind of person can do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kernel.registry import panels


def home(request: HttpRequest) -> HttpResponse:
    filled = []
    if request.user.is_authenticated:
        for panel in panels():
            todos = list(panel.todos(request.user))
            if todos:
                filled.append({"panel": panel, "todos": todos})
    return render(request, "home.html", {"panels": filled})
