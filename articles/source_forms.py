"""Forms for what is gathered by the worker: addresses, the server's folder, feeds. They check; services do."""

from django import forms
from django.conf import settings

from articles.fetching import Failure, address_of
from articles.forms import DefaultsForm
from articles.models import Feed
from articles.readers.fields import language
from articles.readers.parsed import counted
from articles.services.address_lists import MOST_ADDRESSES, AddressList, read_addresses


class AddressesForm(DefaultsForm):
    """Addresses, one a line. Bad ones are shown first; whoever then sends the list again keeps them as errors."""

    addresses = forms.CharField(
        label="Addresses",
        max_length=500_000,
        help_text=f"One a line, at most {MOST_ADDRESSES:,}. Each becomes one article; a feed's, one article an entry.",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocapitalize": "none", "wrap": "off"}),
        error_messages={"required": "Paste at least one address."},
    )
    keep_bad = forms.BooleanField(required=False, label="Import the others, and list these as errors of the batch")

    field_order = ["addresses", "keep_bad", "outlet", "language", "date", "name"]

    found = AddressList()

    def clean_addresses(self) -> str:
        text = self.cleaned_data["addresses"]
        self.found = found = read_addresses(text)
        if not found.count:
            raise forms.ValidationError("Paste at least one address.")
        if found.count > MOST_ADDRESSES:
            raise forms.ValidationError(
                f"These are {found.count:,} addresses; {MOST_ADDRESSES:,} is the most at once. Send them in several."
            )
        if not found.addresses:
            raise forms.ValidationError("None of these can be fetched.")
        return text

    def clean(self) -> dict:
        data = super().clean()
        if self.found.bad and "addresses" in data and not data.get("keep_bad"):
            lines = counted(len(self.found.bad), "line is", "lines are")
            self.add_error("addresses", f"{lines} no address that can be fetched. Correct them, or go on without.")
        return data

    def batch_name(self) -> str:
        first = self.found.addresses[0].split("://", 1)[1]
        more = f" and {len(self.found.addresses) - 1} more" if len(self.found.addresses) > 1 else ""
        return self.cleaned_data["name"] or f"{first[:150]}{more}"


class FolderForm(DefaultsForm):
    """What is imported of the folder stands beside these, as boxes."""


class FeedForm(forms.ModelForm):
    """A feed as an admin sets it up."""

    outlet = forms.CharField(
        required=False,
        max_length=200,
        label="Outlet",
        help_text="Whose articles these are. Empty: as the feed says.",
        widget=forms.TextInput(attrs={"list": "known-outlets", "autocomplete": "off"}),
    )
    full_pages = forms.TypedChoiceField(
        label="What to import",
        choices=[("entries", "The entries of the feed"), ("pages", "The page of each entry")],
        coerce=lambda value: value == "pages",
        help_text="Many feeds give only summaries; the pages have the whole article.",
    )

    class Meta:
        model = Feed
        fields = ["address", "name", "outlet", "language", "interval", "full_pages"]
        labels = {"address": "Address", "name": "Name", "language": "Language", "interval": "Look every"}
        help_texts = {
            "name": "Empty: the name of its site.",
            "interval": "",
            "language": "A code such as en or pt-BR. Empty: as the feed says, or told from each text.",
        }
        widgets = {
            "address": forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
            "language": forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        if self.instance.pk:
            self.initial["outlet"] = self.instance.outlet.name if self.instance.outlet else ""
            self.initial["full_pages"] = "pages" if self.instance.full_pages else "entries"

    def clean_address(self) -> str:
        try:
            address = str(address_of(self.cleaned_data["address"], ports=settings.FETCH_PORTS))
        except Failure as failure:
            raise forms.ValidationError(str(failure)) from None
        if len(address) > 2000:
            raise forms.ValidationError("The address is longer than 2,000 characters.")
        return address

    def clean_language(self) -> str:
        given = self.cleaned_data["language"]
        tag = language(given)
        if given and not tag:
            raise forms.ValidationError("This is not a language code such as en or pt-BR.")
        return tag

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("name") and data.get("address"):
            data["name"] = address_of(data["address"], ports=settings.FETCH_PORTS).host.removeprefix("www.")[:200]
        return data

    def _post_clean(self) -> None:
        """The service writes, and the database says whether an address is taken: the instance stays as it was."""
