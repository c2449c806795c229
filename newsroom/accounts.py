"""How accounts behave: they are made by an admin, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration."""

    def is_open_for_signup(self, request) -> bool:
        return False
