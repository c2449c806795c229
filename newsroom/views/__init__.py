"""The site's own pages: the way in, the theme, and what is shown when something is wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from newsroom.access import is_htmx, notice, signed_in
from newsroom.navigation import first_screen

THEMES = ("system", "light", "dark")


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Each role starts where its work is."""
    url_name = first_screen(request.user)
    return redirect(url_name) if url_name else render(request, "newsroom/no_role.html")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system has it; kept in a cookie, which a page can read before it is drawn."""
    choice = request.POST.get("theme")
    if choice not in THEMES:
        return HttpResponseBadRequest("There is no such theme.", content_type="text/plain")
    response = HttpResponseRedirect(_safe_next(request))
    if choice == "system":
        response.delete_cookie("theme", samesite="Lax")
    else:
        response.set_cookie(
            "theme", choice, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 400, "The request could not be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 403, str(exception) or "You may not do this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 404, "There is nothing here, or it is not yours to see.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that is out of date, or from another site."""
    if is_htmx(request) and not request.user.is_authenticated:
        return notice(request, "newsroom/_signed_out.html")
    return _problem(request, 403, "This page is out of date. Reload it and try again.", template="403_csrf.html")


def _problem(request: HttpRequest, status: int, text: str, template: str | None = None) -> HttpResponse:
    """A page for people; for a fragment request the bare words, which ``notices.js`` shows over the page."""
    if is_htmx(request):
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    return render(request, template or f"{status}.html", {"text": text}, status=status)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else reverse("home")
