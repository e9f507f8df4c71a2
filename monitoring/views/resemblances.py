"""A specialist says whether a suspected pair of posts is one post or two."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring import clock
from monitoring.models import Post, Resemblance
from monitoring.queries.public import publics
from monitoring.uniqueness import Likeness
from registry.access import is_specialist


@require_POST
def decide(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Keep the word; the next audit judges the open week by it. A week that is fixed stays as it was judged."""
    public = get_object_or_404(publics(request.user, archived=False), pk=pk)
    row = get_object_or_404(Post, public=public, vk_id=post, likeness=Likeness.SUSPECTED, repeats__isnull=False)
    if not is_specialist(request.user):
        raise PermissionDenied
    word = {"same": request.POST.get("same") == "yes", "decided_by": request.user, "decided_at": clock.now()}
    Resemblance.objects.update_or_create(public=public, post=post, original=row.repeats or 0, defaults=word)
    messages.success(request, _("Решение записано. Вердикт недели учтёт его при следующем аудите."))
    week = clock.week_of(row.date)
    return redirect(f"{reverse('monitoring:public', args=[public.pk])}?week={week}#ledger")
