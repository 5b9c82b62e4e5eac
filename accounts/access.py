"""Views that are open to certain roles only."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from kernel.errors import NotPermitted

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(request: HttpRequest) -> User:
    """The person behind the request, for views that only signed-in people reach. Raises NotPermitted otherwise."""
    if not request.user.is_authenticated:
        raise NotPermitted()
    return request.user


def role_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """Lets in whoever holds one of ``roles`` now; visitors sign in first, others get NotPermitted (403)."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not request.user.has_role(*roles):
                raise NotPermitted()
            return view(request, *args, **kwargs)

        return cast(View[P], guarded)

    return guard
