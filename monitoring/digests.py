"""The weekly letter: on Monday morning, once the week is closed and judged, to whoever asked for it."""

from datetime import datetime, time
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from registry.access import scope_of
from registry.models import Role, User

from . import clock, letters
from .models import DigestWish, Run, SentLetter
from .queries.digest import digest
from .weeks import Week

# The roles that answer for publics of their own; the ministry has its overview.
ROLES = (Role.DISTRICT_OFFICER, Role.SCHOOL_ADMIN)
MORNING = time(7)
# A letter of a week that ended so many days ago would be late.
DAYS = 2
TEMPLATES = "monitoring/letters/digest"


def is_offered(user) -> bool:
    """Tell whether there is anything in the person's own charge to write about."""
    return bool(scope_of(user).roles & set(ROLES))


def wants(user) -> bool:
    return DigestWish.objects.filter(user=user).exists()


def wish(user: User, on: bool, now: datetime) -> None:
    """Keep whether the person wants the letter."""
    if on:
        DigestWish.objects.get_or_create(user=user, defaults={"since": now})
    else:
        DigestWish.objects.filter(user=user).delete()


def send(now: datetime) -> int:
    """Send the letters that are due and not sent yet; return how many went out."""
    week = due(now)
    if week is None:
        return 0
    letters.tidy(week.monday)
    with override(settings.LANGUAGE_CODE):
        return letters.to_each(_readers(week), SentLetter.Kind.DIGEST, week.monday, partial(letter, week=week))


def due(now: datetime) -> Week | None:
    """Return the week to write about: the one that has just ended, if the night has fixed it and is over."""
    local = now.astimezone(clock.zone())
    if local.weekday() >= DAYS or local.time() < MORNING:
        return None
    running = clock.week_of(now)
    nights = Run.objects.filter(night__gte=running.monday, state__in=(Run.State.COMPLETE, Run.State.PARTIAL))
    return running.shift(-1) if nights.exists() else None


def letter(user: User, week: Week) -> EmailMultiAlternatives:
    """Write a person's letter as plain text and as simple HTML."""
    told = {
        "digest": digest(user, week),
        "name": user.name,
        "site": settings.SITE_URL,
        "settings_page": settings.SITE_URL + reverse("monitoring:letters"),
    }
    subject, text, html = (render_to_string(f"{TEMPLATES}{part}", told) for part in ("_subject.txt", ".txt", ".html"))
    headers = {"List-Unsubscribe": f"<{told['settings_page']}>"}
    message = EmailMultiAlternatives(" ".join(subject.split()), text, to=[user.email], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _readers(week: Week) -> QuerySet[User]:
    """Return who wants the letter, may have it, and has not had it."""
    had = SentLetter.objects.filter(kind=SentLetter.Kind.DIGEST, day=week.monday, taken=True).values("user")
    people = User.objects.filter(is_active=True, memberships__role__in=ROLES).exclude(digest_wish=None)
    return people.exclude(pk__in=had).distinct().order_by("pk")
