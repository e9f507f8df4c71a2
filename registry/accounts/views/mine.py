"""«Моя учётная запись»: one's roles, password, second factor, sessions, and what is kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.accounts import people, second_factor, vk_id
from registry.guards import SignedIn


@require_safe
def account(request: SignedIn) -> HttpResponse:
    context = {
        "roles": people.places().filter(user=request.user),
        "factor": second_factor.is_set_up(request.user),
        "demanded": second_factor.is_demanded(request.user),
        "sign_ins": people.sign_ins(request.user)[:5],
        "vk_id": vk_id.is_on(),
    }
    return render(request, "registry/account.html", context)
