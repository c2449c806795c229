"""/people/: who has an account and what they may do. Admins only."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.access import requires
from newsroom.forms import NewPasswordForm, NewPersonForm, PersonForm
from newsroom.models import User
from newsroom.services import people
from newsroom.services.people import PeopleError

admins_only = requires("manage people")


@require_safe
@admins_only
def index(request: HttpRequest) -> HttpResponse:
    words, after = _words(request, "q").strip(), _words(request, "after")
    page, following = people.list_people(actor=request.user, words=words, after=after)
    context = {"people": page, "words": words, "after": after, "following": following}
    return render(request, "newsroom/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
@admins_only
def add(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person, password = people.add_person(actor=request.user, **form.cleaned_data)
        except ValidationError as error:  # Somebody took the name between the check and now.
            form.add_error(None, error.messages)
        else:
            return _show_password(request, person, password, added=True)
    return render(request, "newsroom/person_add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@admins_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _render_person(request, _person(pk))


@require_POST
@admins_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(pk)
    form = PersonForm(request.POST, instance=_person(pk))
    if form.is_valid():
        try:
            people.update_person(actor=request.user, person=person, **form.cleaned_data)
        except PeopleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("people:detail", pk=pk)
    return _render_person(request, person, form=form, status=422)


@require_POST
@admins_only
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account on or off."""
    person = _person(pk)
    change = {"on": people.reactivate, "off": people.deactivate}.get(request.POST.get("active", ""))
    if change is None:
        return _render_person(request, person, problem="Say whether to switch the account on or off.", status=422)
    try:
        change(actor=request.user, person=person)
    except PeopleError as error:
        return _render_person(request, person, problem=str(error), status=422)
    messages.success(request, f"{person} is switched {request.POST['active']}.")
    return redirect("people:detail", pk=pk)


@require_POST
@sensitive_post_parameters("password")
@never_cache
@admins_only
def password(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(pk)
    form = NewPasswordForm(request.POST, person=person)
    if form.is_valid():
        try:
            given = people.set_password(actor=request.user, person=person, password=form.cleaned_data["password"])
        except PeopleError as error:
            form.add_error(None, str(error))
        else:
            return _show_password(request, person, given)
    return _render_person(request, person, password_form=form, status=422)


def _words(request: HttpRequest, name: str) -> str:
    """What was asked for, without what no name can hold: PostgreSQL refuses NUL in text."""
    return request.GET.get(name, "").replace("\x00", "")[:150]


def _person(pk: int) -> User:
    return get_object_or_404(User.objects.prefetch_related("groups"), pk=pk)


def _render_person(
    request: HttpRequest,
    person: User,
    *,
    form: PersonForm | None = None,
    password_form: NewPasswordForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "person": person,
        "form": form or PersonForm(instance=person),
        "password_form": password_form or NewPasswordForm(person=person),
        "problem": problem,
    }
    return render(request, "newsroom/person.html", context, status=status)


def _show_password(request: HttpRequest, person: User, given: str, *, added: bool = False) -> HttpResponse:
    """The only time that a password is on a screen: it is not kept anywhere to be shown again."""
    context = {"person": person, "password": given, "added": added}
    return render(request, "newsroom/person_password.html", context)
