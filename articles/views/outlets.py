"""/outlets/: who publishes, and what each of them repeats around its stories. Admins decide, editors may look."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from articles.forms import HomepageForm
from articles.models import Outlet, OutletRule
from articles.services import rules
from articles.services.outlets import set_homepage
from articles.views.params import words
from newsroom import worker
from newsroom.access import is_htmx, requires

STOP_POLLING = 286

lookers_only = requires("see outlets")
deciders_only = requires("import articles")


@require_safe
@lookers_only
def index(request: HttpRequest) -> HttpResponse:
    after = words(request, "after")
    context = {"page": rules.list_outlets(after=after), "after": after}
    return render(request, "articles/outlets.html", context)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
@lookers_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet. While articles are made anew the page asks again for its rules, which say when to stop asking."""
    outlet = get_object_or_404(Outlet, pk=pk)
    context = _context(outlet)
    if is_htmx(request):
        status = 200 if context["remaking"] else STOP_POLLING
        return render(request, "articles/_rules.html", context, status=status)
    return render(request, "articles/outlet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@deciders_only
def homepage(request: HttpRequest, pk: int) -> HttpResponse:
    outlet = get_object_or_404(Outlet, pk=pk)
    form = HomepageForm(request.POST or None, initial={"homepage": outlet.homepage})
    if request.method == "POST" and form.is_valid():
        set_homepage(request.user, outlet_id=pk, homepage=form.cleaned_data["homepage"])
        messages.success(request, "Saved.")
        return redirect("articles:outlet", pk=pk)
    status = 422 if form.is_bound else 200
    return render(request, "articles/outlet_homepage.html", {"outlet": outlet, "form": form}, status=status)


@require_POST
@deciders_only
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch one rule on or off."""
    rule = get_object_or_404(OutletRule.objects.only("outlet_id"), pk=pk)
    wanted = request.POST.get("state")
    if wanted not in (OutletRule.State.ON, OutletRule.State.OFF):
        return HttpResponse("Say on or off.", status=400, content_type="text/plain")
    rules.switch(request.user, rule_id=pk, on=wanted == OutletRule.State.ON)
    messages.success(request, f"The rule is {wanted}.")
    return _back(rule)


@require_POST
@deciders_only
def remake(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the articles with the words of one rule made anew without them."""
    rule = get_object_or_404(OutletRule.objects.only("outlet_id"), pk=pk)
    try:
        rules.ask_to_remake(request.user, rule_id=pk)
    except rules.CannotSwitch as error:
        messages.error(request, str(error))
    return _back(rule)


def _back(rule: OutletRule) -> HttpResponse:
    return redirect(f"{reverse('articles:outlet', args=[rule.outlet_id])}#rule-{rule.pk}")


def _context(outlet: Outlet) -> dict:
    shown = rules.rules_of(outlet)
    remaking = any(one.rule.remade_to is not None for one in shown)
    return {
        "outlet": outlet,
        "rules": shown,
        "facts": rules.facts_of(outlet),
        "remaking": remaking,
        "no_worker": remaking and not worker.worker_is_alive(),
    }
