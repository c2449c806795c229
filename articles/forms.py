"""The upload form. It checks and explains; ``articles/services/batches.py`` does."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from articles.readers import too_large
from articles.readers.fields import language, web_address

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


class UploadForm(forms.Form):
    """Files, and what holds for those of their items that do not say it themselves."""

    files = FilesField(
        label="Files",
        allow_empty_file=True,
        error_messages={"required": "Choose at least one file."},
    )
    outlet = forms.CharField(
        required=False,
        max_length=200,
        label="Outlet",
        help_text="Used where a file does not name one.",
        widget=forms.TextInput(attrs={"list": "known-outlets", "autocomplete": "off"}),
    )
    language = forms.CharField(
        required=False,
        max_length=35,
        label="Language",
        help_text="A code such as en or pt-BR. Empty: told from each text.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    name = forms.CharField(
        required=False, max_length=200, label="Name of the batch", help_text="Empty: named after its files."
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

    def clean_language(self) -> str:
        given = self.cleaned_data["language"]
        tag = language(given)
        if given and not tag:
            raise forms.ValidationError("This is not a language code such as en or pt-BR.")
        return tag

    def batch_name(self) -> str:
        """What the batch is called: as was said, or after its files."""
        files = self.cleaned_data["files"]
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        return self.cleaned_data["name"] or f"{files[0].name[:180]}{more}"


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
