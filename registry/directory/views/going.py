"""Where a person goes once a form was taken, whether a browser or htmx has sent it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to an address; htmx would follow a plain redirect silently and look for the form in what it finds."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)
