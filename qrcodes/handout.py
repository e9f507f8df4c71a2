"""All files of one public's sheet: what it downloads at once, and its folder in a book."""

from qrcodes.code_files import code_files
from qrcodes.composing import compose_checklist
from qrcodes.models import PlacementQuota
from qrcodes.pdf import page_pdf, sheet_pdf
from qrcodes.sheet import Layout
from registry.models import Public


def handout(public: Public, layout: Layout, copies: int, quota: PlacementQuota | None) -> dict[str, bytes]:
    """Return {name: content}: the sheet, the code alone, and where to hang them."""
    author = public.institution.full_name
    return {
        "sheet.pdf": sheet_pdf(layout, copies, author),
        **code_files(layout.sheet.address, layout.sheet.code),
        "checklist.pdf": checklist_pdf(public, quota),
    }


def checklist_pdf(public: Public, quota: PlacementQuota | None) -> bytes:
    """Return the page of places as a PDF."""
    return page_pdf(compose_checklist(public, quota), public.institution.short_name, public.institution.full_name)
