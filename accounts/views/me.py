"""One's own page: data, consents, security, who looked."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.actions import change_profile, close_account, give_consent, withdraw_consent
from accounts.forms.person import ProfileForm
from accounts.queries.consent import consents_of, open_items
from accounts.queries.security import security_of
from accounts.queries.trail import looks_at
from kernel.actor import Actor

LOOKS_A_PAGE = 30


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name and telephone."""
    user = signed_in(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "phone": user.phone})
    if request.method == "POST" and form.is_valid():
        change_profile(Actor.of(request), **form.cleaned_data)
        messages.success(request, _("Your data have been changed."))
        return redirect("accounts:me")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "accounts/me.html", {"form": form, "tab": "me"}, status=status)


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factor, sessions: the way to each."""
    return render(request, "accounts/security.html", {"security": security_of(signed_in(request)), "tab": "security"})


@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """Every consent in the words that were shown, with the way to withdraw it."""
    user = signed_in(request)
    context = {"consents": consents_of(user), "open_items": open_items(user), "tab": "consents"}
    return render(request, "accounts/consents.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraws one consent."""
    withdraw_consent(Actor.of(request), signed_in(request), code, about=request.POST.get("about", ""))
    messages.success(request, _("The consent has been withdrawn."))
    return redirect("accounts:consents")


@require_POST
@login_required
def give(request: HttpRequest, code: str) -> HttpResponse:
    """Gives one of the consents that are asked at sign-up."""
    if code in {item.code for item in open_items(signed_in(request))}:
        give_consent(Actor.of(request), signed_in(request), code)
        messages.success(request, _("Thank you. The consent has been recorded."))
    return redirect("accounts:consents")


@login_required
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at the person's unmasked data, when and why (개인정보보호법 §35)."""
    page = Paginator(looks_at(signed_in(request)), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/looks.html", {"page": page, "tab": "looks"})


@login_required
def close(request: HttpRequest) -> HttpResponse:
    """Closes the account after the person has read what that means."""
    if request.method == "POST":
        close_account(Actor.of(request))
        logout(request)
        messages.success(request, _("Your account has been closed and your data erased."))
        return redirect("home")
    return render(request, "accounts/close.html", {"tab": "me"})
