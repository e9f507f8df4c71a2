"""The code that VK made for a public: how to get it, what is kept, upload, removal, history."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qrcodes import shelf, vk_codes
from qrcodes.models import VkCode
from qrcodes.upload_forms import VkCodeForm
from qrcodes.verdicts import Kind
from qrcodes.wording import tell
from registry.access import may_change
from registry.accounts.throttle import costly
from registry.history import history_rows, steps
from registry.models import Public

from .access import check_right, visible_public

# A kept picture is ours, re-encoded; should it ever not be, no browser may run it.
PICTURE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="qr.png"',
    "Cache-Control": "private, max-age=31536000, immutable",
}


@require_http_methods(["GET", "HEAD", "POST"])
@costly("check", method="POST")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the code with its history; take a new one."""
    public = visible_public(request, pk)
    form = VkCodeForm()
    if request.method == "POST":
        check_right(request, public)
        form = VkCodeForm(request.POST, request.FILES)
        if form.is_valid() and _taken(request, public, form):
            return redirect("qrcodes:vk_code", public.pk)
    return render(request, "qrcodes/vk_code.html", _context(request, public, form))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the code; a second click finds nothing to remove and is no error."""
    public = visible_public(request, pk)
    check_right(request, public)
    if vk_codes.remove(public):
        messages.success(request, _("Код убран. Он остался в истории, его можно загрузить снова."))
    return redirect("qrcodes:vk_code", public.pk)


@require_safe
def picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Return a picture that is or was the public's code."""
    public = visible_public(request, pk)
    known = history_rows(VkCode).filter(public_id=public.pk, picture=digest).exists()
    png = shelf.read(digest) if known else None
    if png is None:
        raise Http404
    return HttpResponse(png, content_type="image/png", headers=PICTURE_HEADERS)


def _taken(request: HttpRequest, public: Public, form: VkCodeForm) -> bool:
    """Keep the code, or tell in the form why it is not this public's."""
    lead = vk_codes.take(public, form.cleaned_data["file"], request.user)
    told = tell(lead, asked=True)
    if lead.kind not in vk_codes.TAKEN:
        refusal = _("Код не взят. %(where)s. В нём записано: %(text)s")
        form.add_error("file", refusal % {"where": told.title, "text": lead.text[:300]})
    elif lead.kind is Kind.FORMER:
        messages.warning(request, _("Код сохранён, но он ведёт на прежний адрес паблика. Сделайте новый."))
    else:
        messages.success(request, _("Код сохранён: он ведёт на этот паблик."))
    return lead.kind in vk_codes.TAKEN


def _context(request: HttpRequest, public: Public, form: VkCodeForm) -> dict:
    code = getattr(public, "vk_code", None)
    return {
        "public": public,
        "code": code,
        "lost": code is not None and code.png() is None,
        "portal_makes": settings.QR_SOURCE == "portal",
        "decision": settings.QR_DECISION,
        "form": form,
        "may_change": may_change(request.user, public),
        "steps": steps(history_rows(VkCode).filter(public_id=public.pk)),
    }
