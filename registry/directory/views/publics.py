"""Publics of an institution: added by a link, changed, put aside, shared with another institution."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from registry import rights
from registry.directory import editing, keeping, linking
from registry.directory.forms import LinkForm, PublicForm
from registry.directory.views.access import institution_of, public_of
from registry.directory.views.institution import saved
from registry.models import Institution, Public
from registry.parameters import primary_key
from vk.errors import VkError


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask VK for the link's community and let the institution keep it."""
    institution = institution_of(request.user, pk)
    rights.require_change(request.user)
    form, taken = LinkForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            return _added(request, linking.add(institution, form.cleaned_data["link"]))
        except linking.Refused as why:
            form.add_error("link", str(why))
        except linking.Taken as known:
            taken = known.public
        except VkError:
            form.add_error("link", _("ВКонтакте сейчас не отвечает. Введённое осталось здесь, попробуйте ещё раз."))
    address = reverse("registry:institution", args=[pk])
    trail = [(_("Реестр"), reverse("registry:institutions")), (institution.short_name, address)]
    context = {"form": form, "institution": institution, "taken": taken, "trail": trail}
    return render(request, "registry/directory/public_add.html", context)


def _added(request: HttpRequest, public: Public) -> HttpResponse:
    messages.success(request, _("Паблик %(link)s добавлен. Укажите его категорию.") % {"link": public.link})
    return redirect("registry:institution", public.institution_id)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the registry itself knows of a public: its cabinet and its mark."""
    public = public_of(request.user, pk)
    rights.require_change(request.user)
    data = request.POST if request.method == "POST" else None
    form = PublicForm(data, instance=public, version=editing.version(public))
    return saved(request, form, public.institution, public.link, _("Сведения о паблике сохранены."))


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop watching a public, or begin again."""
    public = public_of(request.user, pk)
    rights.require_change(request.user)
    if request.POST.get("do") == "restore":
        keeping.restore_public(public)
        messages.success(request, _("Паблик снова проверяется."))
    else:
        keeping.archive_public(public, timezone.now())
        messages.success(request, _("Паблик в архиве: он больше не проверяется, прошлые недели сохранены."))
    return redirect("registry:institution", public.institution_id)


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an institution keeps a public together with the one it is written for, or that it does no longer."""
    institution = institution_of(request.user, pk)
    rights.require_change(request.user)
    asked = primary_key(request.POST.get("public", ""))
    public = public_of(request.user, asked) if asked is not None else None
    if public and public.institution_id == institution.pk:
        messages.info(request, _("Этот паблик и так записан за этой организацией."))
        return redirect("registry:institution", pk)
    Institution.objects.filter(pk=pk).update(shares=public)
    told = _("Записано: организация ведёт общий паблик %(link)s.") % {"link": public.link} if public else ""
    messages.success(request, told or _("Отметка об общем паблике снята."))
    return redirect("registry:institution", pk)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a public to another institution: its weeks go with it."""
    public = public_of(request.user, pk)
    rights.require_change(request.user)
    to = primary_key(request.POST.get("institution", ""))
    if to is None:
        messages.info(request, _("Ничего не сделано: не указано, какой организации передать паблик."))
        return redirect("registry:institution", public.institution_id)
    return _moved(request, public, institution_of(request.user, to))


def _moved(request: HttpRequest, public: Public, to: Institution) -> HttpResponse:
    Public.objects.filter(pk=public.pk).update(institution=to, archived_at=None)
    Institution.objects.filter(pk=to.pk, shares=public).update(shares=None)
    said = _("Паблик %(link)s передан: прошлые недели перешли вместе с ним.") % {"link": public.link}
    messages.success(request, said)
    return redirect("registry:institution", to.pk)
