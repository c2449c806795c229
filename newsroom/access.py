"""Who gets in: every view of the app wears ``signed_in`` or ``requires``; a test walks the URLs and checks it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from newsroom.roles import may

View = Callable[..., HttpResponse]

# The page says for whom it was made, so that a page left open does not act for whoever signed in after.
SIGNED_IN_AS = "X-Signed-In-As"


def signed_in(view: View) -> View:
    """Ask for a signed-in person: a page goes to the login, a fragment is answered 401 with a notice.

    An HTMX request is never redirected to the login page: it would be swapped into the page that still holds work.
    Somebody whose password was set by an admin chooses their own before anything else.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _turn_away(request) or _private(view(request, *args, **kwargs))

    return wrapped


def requires(action: str) -> Callable[[View], View]:
    """Ask for a signed-in person with a role that allows ``action`` (see ``newsroom/roles.py``), else 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if turned_away := _turn_away(request):
                return turned_away
            if not may(request.user, action):
                raise PermissionDenied("Your account has no role that allows this.")
            return _private(view(request, *args, **kwargs))

        return wrapped

    return decorate


def _turn_away(request: HttpRequest) -> HttpResponse | None:
    htmx = is_htmx(request)
    if not request.user.is_authenticated:
        if htmx:
            return notice(request, "newsroom/_signed_out.html")
        return redirect_to_login(_return_to(request))
    made_for = request.headers.get(SIGNED_IN_AS)
    if htmx and made_for is not None and made_for != str(request.user.pk):
        return notice(request, "newsroom/_signed_in_as_another.html")
    if request.user.must_change_password:
        if htmx:
            return notice(request, "newsroom/_choose_password.html")
        return HttpResponseRedirect(reverse("account_change_password"))
    return None


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def notice(request: HttpRequest, template: str, status: int = 401) -> HttpResponse:
    """A fragment for the notices at the top, wherever the request meant to swap: nothing in the page is lost."""
    response = render(request, template, status=status)
    response["HX-Retarget"] = "#notices"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = ".notice"
    response["Cache-Control"] = "no-store"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """What is shown to one person is kept by no browser and no proxy, unless the view says otherwise."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _return_to(request: HttpRequest) -> str:
    """Where to go after signing in: a page, never an address that only takes posts."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("home")
