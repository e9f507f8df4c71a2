"""«История изменений»: every change that people made, to be searched by specialists."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from registry import chronicle, chronicle_words
from registry.chronicle import Wanted
from registry.guards import for_specialists

A_PAGE = 25
# Beyond that nobody turns pages: the filters find it.
LAST_PAGE = 400


class HistoryForm(forms.Form):
    q = forms.CharField(required=False, max_length=200)
    who = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False)
    object = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    since = forms.DateField(required=False, error_messages={"invalid": gettext_lazy("Дата пишется так: 2026-11-20.")})
    until = forms.DateField(required=False, error_messages={"invalid": gettext_lazy("Дата пишется так: 2026-11-20.")})
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)

    def wanted(self) -> Wanted:
        """Return what is looked for; a field that makes no sense asks for nothing."""
        told = self.cleaned_data
        kind = told.get("kind", "")
        return Wanted(
            kind=kind if kind in chronicle.kinds() else "",
            object=told.get("object"),
            who=told.get("who", ""),
            text=told.get("q", ""),
            since=told.get("since"),
            until=told.get("until"),
        )


@require_safe
@for_specialists
def page(request: HttpRequest) -> HttpResponse:
    """Show the changes that the filters leave, the latest first."""
    form = HistoryForm(request.GET)
    form.is_valid()
    wanted, number = form.wanted(), form.cleaned_data.get("page") or 1
    found = chronicle.search(wanted, (number - 1) * A_PAGE, A_PAGE)
    context = {
        "form": form,
        "wanted": wanted,
        "kinds": [("", _("всё")), *sorted(_kinds(), key=lambda pair: pair[1])],
        "lines": chronicle_words.lines(found[:A_PAGE], chronicle.authors(found)),
        "page": number,
        "more": len(found) > A_PAGE and number < LAST_PAGE,
    }
    return render(request, "registry/history.html", context)


def _kinds() -> list[tuple[str, str]]:
    return [(kind, chronicle_words.kind_name(model)) for kind, model in chronicle.kinds().items()]
