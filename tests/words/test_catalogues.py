"""Catalogues are whole: what a page asks for is there, in every form, with the same figures in it."""

import re

import pytest
from babel.messages.plurals import get_plural
from django.conf import settings

from tests.words.sources import catalogue, in_page, messages, used

TRANSLATED = ("en", "tt")
LANGUAGES = ("ru", *TRANSLATED)
FORMS = {"ru": 3, "en": 2, "tt": 1}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]")
TAG = re.compile(r"<[^>]+>")


def texts(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def marks(text: str) -> list[str]:
    """Return what must survive a translation: placeholders and HTML tags."""
    return sorted(PLACEHOLDER.findall(text) + TAG.findall(text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_product_is_in_the_catalogue(language):
    assert used() - {message.id for message in messages(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_nothing_that_the_product_does_not_say(language):
    assert {message.id for message in messages(language)} - used() == set()


def test_every_plural_of_the_product_is_in_the_russian_catalogue():
    plurals = {text for text in used() if isinstance(text, tuple)}
    assert plurals
    assert plurals - {message.id for message in messages("ru")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_translated_and_none_is_a_guess(language):
    assert [message.id for message in messages(language) if not all(texts(message.string or ""))] == []
    assert [message.id for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_keeps_the_placeholders_and_tags_of_its_source(language):
    changed = [
        message.id
        for message in messages(language)
        for form in texts(message.string)
        if marks(form) != marks(texts(message.id)[0])
    ]
    assert changed == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_spaces_at_the_ends_of_its_source(language):
    def ends(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    pairs = [(texts(message.id)[0], form) for message in messages(language) for form in texts(message.string)]
    assert [source for source, form in pairs if ends(source) != ends(form)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_as_many_forms_as_the_language(language):
    assert catalogue(language).num_plurals == FORMS[language]
    plurals = [message for message in messages(language) if message.pluralizable]
    assert plurals
    assert [message.id for message in plurals if len(texts(message.string)) != FORMS[language]] == []


def test_russian_and_english_choose_forms_as_the_languages_do():
    for language in ("ru", "en"):
        assert get_plural(language).num_plurals == FORMS[language]
        chosen = catalogue(language).plural_expr
        assert [form_of(chosen, count) for count in (1, 2, 5, 11, 21, 22, 111)] == (
            [0, 1, 2, 2, 0, 1, 2] if language == "ru" else [0, 1, 1, 1, 1, 1, 1]
        )


def form_of(expression: str, count: int) -> int:
    from gettext import c2py

    return int(c2py(expression)(count))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_names_no_machine_and_no_folder(language):
    text = (settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po").read_text()
    assert not re.search(r"(?m)^#:|FULL NAME|PACKAGE VERSION", text)


def test_a_page_is_read_as_makemessages_reads_it(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "{% load i18n %}{% translate 'Один' %} {% include \"a\" with b=_('Два') %} <p>_('Нет')</p>"
        "{% blocktranslate trimmed with n=x %}\n  Три {{ n }}\n  %\n{% endblocktranslate %}"
        "{% blocktranslate count n=x %}{{ n }} лист{% plural %}{{ n }} листов{% endblocktranslate %}"
        '{% translate "it\'s" as name %}{# {% translate "Скрыто" %} #}'
    )
    assert set(in_page(page)) == {"Один", "Два", "Три %(n)s %%", ("%(n)s лист", "%(n)s листов"), "it's"}
