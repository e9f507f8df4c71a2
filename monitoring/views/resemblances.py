"""A specialist says whether a suspected pair of posts is one post or two."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring import clock, resembling
from monitoring.models import Post
from monitoring.queries.public import publics
from monitoring.uniqueness import Likeness
from registry.access import is_specialist

from .access import SignedIn


@require_POST
def decide(request: SignedIn, pk: int, post: int) -> HttpResponse:
    """Keep the word; the next audit judges the open week by it."""
    public = get_object_or_404(publics(request.user, archived=False), pk=pk)
    row = get_object_or_404(Post, public=public, vk_id=post, likeness=Likeness.SUSPECTED, repeats__isnull=False)
    if not is_specialist(request.user):
        raise PermissionDenied
    if resembling.decide(row, request.POST.get("same") == "yes", request.user):
        messages.success(request, _("Решение записано. Вердикт недели учтёт его при следующем аудите."))
    else:
        messages.warning(request, _("Решение записано. Неделя уже зафиксирована: её вердикт остаётся прежним."))
    week = clock.week_of(row.date)
    return redirect(f"{reverse('monitoring:public', args=[public.pk])}?week={week}#ledger")
