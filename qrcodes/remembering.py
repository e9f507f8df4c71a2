"""What a public's sheets say: the words that its people had remembered, else the registry's name and the usual call.

Every sheet asks here: the page, the file on «Мой паблик», a district's books.
"""

from dataclasses import fields, replace

from django.utils import timezone

from qrcodes.models import SheetWords
from qrcodes.texts import Words, is_usual
from registry.models import Public

FIELDS = tuple(field.name for field in fields(Words))


def words_of(public: Public) -> Words:
    """Return the words of a public's sheets. Read many publics with ``select_related("sheet_words")``."""
    own = _remembered(public)
    return replace(own, title=own.title or public.institution.short_name)


def remember(public: Public, words: Words, user) -> None:
    """Let the public's sheets say this from now on; the same words again are no new step of the history."""
    own = _own(public, words)
    if own == Words():
        forget(public)
    elif own != _remembered(public):
        values = {name: getattr(own, name) for name in FIELDS} | {"set_by": user, "set_at": timezone.now()}
        SheetWords.objects.update_or_create(public=public, defaults=values)


def forget(public: Public) -> bool:
    """Go back to the usual words; those that were remembered stay in the history. False: there were none."""
    deleted, _ = SheetWords.objects.filter(public=public).delete()
    return bool(deleted)


def _remembered(public: Public) -> Words:
    row = getattr(public, "sheet_words", None)
    return Words(**{name: getattr(row, name) for name in FIELDS}) if row else Words()


def _own(public: Public, words: Words) -> Words:
    """Leave out what stands there anyway: a school that is renamed in the registry is renamed on its sheets."""
    return replace(
        words,
        title="" if words.title == public.institution.short_name else words.title,
        call="" if is_usual(words.call) else words.call,
        call_tt="" if is_usual(words.call_tt) else words.call_tt,
    )
