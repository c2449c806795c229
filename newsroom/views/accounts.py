"""Signing in and out, and changing one's password: the login library's views with the house's answers."""

from allauth.account import views
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsroom.forms import LoginForm, PasswordChangeForm

page = method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")


@page
class Login(views.LoginView):
    form_class = LoginForm

    def form_invalid(self, form) -> HttpResponse:
        """422 for wrong words, 429 for too many of them."""
        status = 429 if _is_throttled(form) else 422
        return self.render_to_response(self.get_context_data(form=form), status=status)


@page
@method_decorator(never_cache, name="dispatch")
class PasswordChange(views.PasswordChangeView):
    form_class = PasswordChangeForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise PermissionDenied("This account has no password to change. An admin can set one.")
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@page
class Logout(views.LogoutView):
    pass


def _is_throttled(form) -> bool:
    return form.has_error(NON_FIELD_ERRORS, code="too_many_login_attempts")


login = Login.as_view()
logout = Logout.as_view()
password_change = PasswordChange.as_view()
