"""What a person uploads: a photograph or a picture to be checked, or the code that VK made."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qrcodes.cutting import Cut
from qrcodes.decoding import Found, read_codes
from qrcodes.uploads import Refused, check_weight
from qrcodes.vk_codes import open_upload
from qrcodes.wording import NOT_CHOSEN, REASONS

PICTURES = "image/jpeg,image/png,image/webp"
ARCHIVES = ".zip,application/zip"


def _file(label, accept: str, **attributes) -> forms.FileField:
    # Browsers of phones turn their own formats into one of those that the field accepts.
    widget = forms.FileInput(attrs={"accept": accept, **attributes})
    return forms.FileField(label=label, required=False, allow_empty_file=True, widget=widget)


class CheckForm(forms.Form):
    """A code to be told: from the camera or from a file."""

    photo = _file(_("Сфотографировать код"), PICTURES, capture="environment")
    picture = _file(_("Выбрать снимок или файл"), PICTURES)

    def clean(self) -> dict:
        return {"codes": self._codes(self.cleaned_data.get("photo") or self.cleaned_data.get("picture"))}

    def _codes(self, file: UploadedFile | None) -> tuple[Found, ...]:
        try:
            return read_codes(content_of(file))
        except Refused as refused:
            raise forms.ValidationError(REASONS[refused.reason]) from refused


class VkCodeForm(forms.Form):
    """VK's own qr.png, or the archive that VK gives."""

    file = _file(_("Файл qr.png или архив ВКонтакте"), f"{PICTURES},{ARCHIVES}")

    def clean_file(self) -> Cut:
        try:
            return open_upload(content_of(self.cleaned_data["file"]))
        except Refused as refused:
            raise forms.ValidationError(REASONS[refused.reason]) from refused


def content_of(file: UploadedFile | None) -> bytes:
    """Return the bytes of a file whose size has been checked. Raises Refused."""
    if file is None:
        raise forms.ValidationError(NOT_CHOSEN)
    check_weight(file.size or 0)
    return file.read()
