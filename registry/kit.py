"""Invented contents of the kit page, where every component is seen in every state."""

from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse

from registry.templatetags.portal import STATUSES, VERDICTS

TOKENS = (
    "bg",
    "surface",
    "sunken",
    "line",
    "edge",
    "ink3",
    "ink2",
    "ink",
    "accent",
    "accent-soft",
    "accent-mid",
    "ok-fill",
    "ok-soft",
    "warn-fill",
    "warn-soft",
    "bad-fill",
    "bad-soft",
    "unknown",
    "unknown-soft",
)
COLUMNS = ("Посты", "Перерыв", "Медиа", "Текст", "Комментарии", "Обложка", "Аватар", "Описание")
MATRIX = (
    ("Деушевская школа", "issues", 71, "fail fail pass warn pass pass pass pass", "2 из 3|8 дней|100 %|60 %"),
    ("Центр занятости населения", "unclear", 100, "pass pass pass pass unknown pass warn pass", "3 из 3|4 дня"),
    ("Молодёжный центр «Үрнәк»", "compliant", 100, "waived waived not_applicable pass pass pass pass pass", "искл."),
)
RANKING = (
    ("Собственные посты за неделю", 214, None, 9),
    ("Перерыв 7 суток и больше", 131, 22, 31),
    ("Описание", 38, 287, -6),
    ("Короткий понятный текст", None, 171, 0),
)
SHARES = [("compliant", 1638), ("remarks", 322), ("issues", 371), ("unclear", 68), ("no_data", 19)]


class SampleForm(forms.Form):
    title = forms.CharField(label="Обычное поле", help_text="Подсказка под полем", required=False)
    link = forms.CharField(label="Поле с ошибкой", required=False)
    motto = forms.ChoiceField(label="Выбор", choices=[("1", "Подпишитесь и будьте в курсе")], required=False)
    closed = forms.CharField(label="Закрытое поле", initial="нельзя изменить", disabled=True, required=False)

    def clean(self):
        self.add_error("link", "Нужна ссылка vk.com")


def _row(title: str, status: str, score: int, outcomes: str, facts: str) -> dict:
    said = facts.split("|")
    cells = [
        (outcome, said[i] if i < len(said) else "есть", COLUMNS[i].lower())
        for i, outcome in enumerate(outcomes.split())
    ]
    return {"title": title, "below": "активный · vk.com/school", "status": status, "score": score, "cells": cells}


def samples() -> dict:
    """Return the kit page's context."""
    return {
        "trail": [("Начало", reverse("kit"))],
        "sample": {"monday": date(2026, 11, 9), "moment": datetime(2026, 11, 20, 4, 41, tzinfo=UTC)},
        "sort": "-status",
        "statuses": STATUSES.items(),
        "verdicts": VERDICTS.items(),
        "tokens": TOKENS,
        "form": SampleForm({"title": "Апастовская школа № 2", "link": "ok.ru/school"}),
        "options": [("", "все"), ("issues", "нужно исправить")],
        "parts": SHARES,
        "shares": [(name, STATUSES[name], count) for name, count in SHARES],
        "columns": COLUMNS,
        "matrix": [_row(*row) for row in MATRIX],
        "ranking": [dict(zip(("title", "fails", "warns", "change"), row, strict=True)) for row in RANKING],
        "page": Paginator(range(52), 22).page(1),
    }
