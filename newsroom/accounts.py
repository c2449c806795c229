"""How accounts behave: they are made by an admin, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from newsroom.models import User


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration, our words, and a password that an admin set is used once."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "The username or the password is wrong.",
        "enter_current_password": "This is not your present password.",
        "too_many_login_attempts": "Too many failed attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Reached only with the right password, so it tells nobody else that there is such an account."""
        return render(request, "account/account_inactive.html", status=403)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def clean_password(self, password: str, user: User | None = None) -> str:
        password = super().clean_password(password, user)
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError("Choose a password that differs from the present one.")
        return password

    def set_password(self, user: User, password: str) -> None:
        """The person's own choice: only the password change comes here."""
        user.must_change_password = False
        super().set_password(user, password)
