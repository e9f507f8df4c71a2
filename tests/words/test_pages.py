"""Key pages in the other languages: nothing of the source language is left but people's own data."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import translation

from monitoring.models import WeekSummary
from registry.templatetags.portal import STATUSES, VERDICTS, day, moment, number, until
from tests.pages.conftest import LAST, NOW, audit, browse, change, person
from tests.words.sources import messages

OTHERS = ("en", "tt")
CYRILLIC = re.compile(r"[А-Яа-яЁё]+")
SPOKEN = ("aria-label", "placeholder", "title", "alt")
# What the database holds stays as it was entered, a sheet's own words are those that are printed,
# and languages are called by their own names.
DATA = re.compile(
    r"Муниципальное учреждение|Учим на русском[^<]*|Арский район|Буинский район|(?:Школа|Лицей|Гимназия) № \d"
    r"|Анна Петрова|Республика Татарстан|Республиканские|Русский|Татарча|Рус|Тат"
    r"|Вход, информационные стенды, проходные, зоны турникетов"
    r"|Узнавайте новости первыми|Новости и объявления — на нашей странице|Подпишитесь и будьте в курсе"
)


class Said(HTMLParser):
    """Every piece of text that a page shows or speaks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        self.pieces += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.pieces.append(" ".join(data.split()))


@pytest.fixture
def pages(region) -> list[str]:
    """Addresses of the key pages of a region that has been audited."""
    run = audit()
    change(run, region["bad"])
    assert WeekSummary.objects.filter(week=LAST.monday).exists()
    of_public = [reverse(name, args=[region["bad"].pk]) for name in ("monitoring:public", "qrcodes:sheet")]
    names = ("overview", "districts", "publics", "runs")
    of_district = reverse("monitoring:district", args=[region["arsk"].pk])
    return [*(reverse(f"monitoring:{name}") for name in names), of_district, *of_public, "/no/such/page/"]


@pytest.fixture(params=OTHERS)
def language(request, settings) -> str:
    settings.LANGUAGES = [("ru", "Русский"), ("en", "English"), ("tt", "Татарча")]
    return request.param


def said(client: Client, address: str, language: str) -> list[str]:
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    html = client.get(address).content.decode()
    assert f'<html lang="{language}">' in html
    return Said(html).pieces


def sources(language: str) -> set[str]:
    """Return Russian texts that look otherwise in the language and that it never uses itself."""
    plain = {message.id: message.string for message in messages(language) if isinstance(message.id, str)}
    return {text for text, translated in plain.items() if text != translated} - set(plain.values())


@pytest.mark.django_db
def test_no_piece_of_a_page_is_left_in_the_source_language(pages, language):
    reader, russian = browse(person("specialist")), sources(language)
    left = {
        (address, piece)
        for address in pages
        for piece in said(reader, address, language)
        if DATA.sub("", piece) in russian
    }
    assert left == set()


@pytest.mark.django_db
def test_an_english_page_has_no_cyrillic_but_people_s_own_data(pages, settings):
    settings.LANGUAGES = [("ru", "Русский"), ("en", "English")]
    reader = browse(person("specialist"))
    pieces = {(address, DATA.sub("", piece)) for address in pages for piece in said(reader, address, "en")}
    assert {(address, piece) for address, piece in pieces if CYRILLIC.search(piece)} == set()


@pytest.mark.django_db
def test_the_door_speaks_the_language_too(client, language):
    assert sources(language) & set(said(client, reverse("signin"), language)) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_marks_are_called_in_the_language(language):
    with translation.override("ru"):
        russian = [str(word) for word in [*STATUSES.values(), *VERDICTS.values()]]
    with translation.override(language):
        assert set(russian) & {str(word) for word in [*STATUSES.values(), *VERDICTS.values()]} == set()


@pytest.mark.parametrize(
    ("language", "period", "full", "at"),
    [
        ("ru", "9–15 ноября", "20 ноября 2026", "20 ноября, 07:41"),
        ("en", "9–15 November", "20 November 2026", "20 November, 07:41"),
        ("tt", "9–15 ноябрь", "20 ноябрь 2026", "20 ноябрь, 07:41"),
    ],
)
def test_dates_are_written_in_the_language(language, period, full, at):
    with translation.override(language):
        shown = until(LAST.monday, LAST.sunday), day(NOW), moment(NOW)
    assert [text.replace("\u00a0", " ") for text in shown] == [period, full, at]


@pytest.mark.parametrize(
    ("language", "shown"), [("ru", "1\u202f638,5"), ("en", "1\u202f638.5"), ("tt", "1\u202f638,5")]
)
def test_numbers_are_written_in_the_language(language, shown):
    with translation.override(language):
        assert number(1638.5, 1) == shown
