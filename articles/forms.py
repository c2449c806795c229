"""The forms of an import: files, defaults, columns. They check and explain; ``articles/services/drafts.py`` does."""

import datetime

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from articles.readers import too_large
from articles.readers.fields import language, web_address
from articles.readers.mapping import FIELDS

# All files of one upload together: they are held in memory once while they are stored.
TOTAL_TIMES = 4


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more uploaded files."""

    widget = FilesInput

    def clean(self, data, initial=None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(file, initial) for file in (files or [None])]


class DefaultsForm(forms.Form):
    """What holds for those items that do not say it themselves, and what the batch is called."""

    outlet = forms.CharField(
        required=False,
        max_length=200,
        label="Outlet",
        help_text="Used where an item does not name one.",
        widget=forms.TextInput(attrs={"list": "known-outlets", "autocomplete": "off"}),
    )
    language = forms.CharField(
        required=False,
        max_length=35,
        label="Language",
        help_text="A code such as en or pt-BR. Empty: told from each text.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    date = forms.DateField(
        required=False,
        label="Date",
        help_text="Only for items without one, and only if you know it. Empty: their date stays unknown.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is not a date such as 2017-01-03."},
    )
    name = forms.CharField(
        required=False, max_length=200, label="Name of the batch", help_text="Empty: named after what is in it."
    )

    def clean_language(self) -> str:
        given = self.cleaned_data["language"]
        tag = language(given)
        if given and not tag:
            raise forms.ValidationError("This is not a language code such as en or pt-BR.")
        return tag

    def clean_date(self) -> datetime.date | None:
        given = self.cleaned_data["date"]
        if given and given.year < 1400:
            raise forms.ValidationError("The year must be 1400 or later.")
        return given

    def said(self) -> dict:
        """As the service of drafts takes it."""
        return {name: self.cleaned_data[name] for name in DefaultsForm.base_fields}

    def defaults(self) -> dict:
        """As the services take it that gather a batch: without its name."""
        return {f"default_{name}": self.cleaned_data[name] for name in ("outlet", "language", "date")}


class FilesForm(forms.Form):
    """Files for a batch."""

    files = FilesField(
        label="Files",
        allow_empty_file=True,
        error_messages={"required": "Choose at least one file."},
    )

    # Set by clean_files: the answer is 413 rather than 422.
    is_too_large = False

    @staticmethod
    def limits() -> dict[str, int]:
        return {"file": settings.IMPORT_MAX_BYTES, "total": settings.IMPORT_MAX_BYTES * TOTAL_TIMES}

    def clean_files(self) -> list[UploadedFile]:
        files = self.cleaned_data["files"]
        limits = self.limits()
        problems = [f"{file.name}: {reason}" for file in files if (reason := too_large(file.size, limits["file"]))]
        total = sum(file.size for file in files)
        if not problems and total > limits["total"]:
            problems.append(
                f"The files have {filesizeformat(total)} together; {filesizeformat(limits['total'])} is the most for "
                "one upload. Send them in several."
            )
        if problems:
            self.is_too_large = True
            raise forms.ValidationError(problems)
        return files

    def problem(self) -> str:
        """The first thing that is wrong, for an answer of one sentence."""
        return next((errors[0] for errors in self.errors.values()), "")


class UploadForm(FilesForm, DefaultsForm):
    """Files, and what holds for their items."""

    field_order = ("files", "outlet", "language", "date", "name")


class MappingForm(forms.Form):
    """Which column is which field of an article."""

    LABELS = {
        "text": "Text",
        "headline": "Headline",
        "standfirst": "Standfirst",
        "byline": "Byline",
        "outlet": "Outlet",
        "id": "Their id",
        "url": "Address",
        "published_at": "Date",
        "language": "Language",
    }

    def __init__(self, *args, columns: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=self.LABELS[name],
                choices=[("", "Choose a column" if name == "text" else "None"), *((one, one) for one in columns)],
                required=name == "text",
                error_messages={
                    "required": "Choose the column that holds the text.",
                    "invalid_choice": "There is no such column.",
                },
                widget=forms.Select(attrs={"data-column": ""}),
            )


class HomepageForm(forms.Form):
    """Where an outlet is to be found."""

    homepage = forms.CharField(
        required=False,
        max_length=200,
        label="Homepage",
        help_text="Such as https://herald.example. Empty when it is not known.",
        widget=forms.URLInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_homepage(self) -> str:
        given = self.cleaned_data["homepage"]
        address = web_address(given)
        if given and not address:
            raise forms.ValidationError("This is not an http or https address.")
        return address
