"""Forms for people. They check and explain; the services in ``newsroom/services/people.py`` do."""

from allauth.account.forms import ChangePasswordForm
from allauth.account.forms import LoginForm as BaseLoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from newsroom.models import User
from newsroom.roles import Role

ROLE_LABELS = [
    (Role.ANALYST, "Analyst: reads and annotates articles"),
    (Role.EDITOR, "Editor: reviews readings, approves or returns them"),
    (Role.ADMIN, "Admin: imports articles, manages people"),
]


class LoginForm(BaseLoginForm):
    """Signing in, in our words."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false", autofocus=True)
        self.fields["remember"].label = "Keep me signed in on this device for two weeks"
        _without_placeholders(self)


class PasswordChangeForm(ChangePasswordForm):
    """Choosing one's own password, in our words."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Present password"
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = "At least 10 characters, not only digits, and not a common password."
        self.fields["password2"].label = "New password again"
        _without_placeholders(self)


def _without_placeholders(form: forms.Form) -> None:
    """A label says it already, and stays when something is typed."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class PersonForm(forms.ModelForm):
    """The name shown and the roles of somebody who has an account."""

    roles = forms.MultipleChoiceField(
        choices=ROLE_LABELS, required=False, widget=forms.CheckboxSelectMultiple, label="Roles"
    )

    class Meta:
        model = User
        fields = ["display_name"]
        labels = {"display_name": "Name shown"}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "off"
        if self.instance.pk:
            self.fields["roles"].initial = sorted(self.instance.roles)


class NewPasswordForm(forms.Form):
    """A password for somebody else: typed, or left empty to have one made."""

    password = forms.CharField(
        required=False,
        max_length=200,
        strip=False,
        label="First password",
        help_text="At least 10 characters. Leave it empty and one is made for you.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args, person: User | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person:
            self.fields["password"].label = "New password"

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self.person)
        return password


class NewPersonForm(PersonForm):
    """An account for somebody new."""

    password = NewPasswordForm.base_fields["password"]

    class Meta(PersonForm.Meta):
        fields = ["username", "display_name"]
        help_texts = {"username": "What they sign in with: letters, digits and . _ - @ +"}

    field_order = ["username", "display_name", "roles", "password"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update(autocapitalize="none", spellcheck="false", autocomplete="off")

    def clean(self) -> dict:
        cleaned = super().clean()
        password = cleaned.get("password")
        if password:
            person = User(username=cleaned.get("username", ""), display_name=cleaned.get("display_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
