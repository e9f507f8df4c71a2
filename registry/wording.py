"""Why a row of a list was not taken, in the reader's language: what is wrong, and what to do."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import names
from registry.links import Reason, Refused
from registry.models import Category, Institution, InstitutionType, LinkFinding, Public
from registry.names import OgrnFault

_LINKS = {
    Reason.NOT_A_LINK: gettext_lazy(
        "это не похоже на ссылку; вставьте адрес паблика текстом, например vk.com/school1"
    ),
    Reason.TOO_LONG: gettext_lazy("в ячейке слишком много текста; оставьте одну ссылку"),
    Reason.OTHER_SITE: gettext_lazy("ссылка ведёт не во ВКонтакте; нужна ссылка вида vk.com/school1 или слово «нет»"),
    Reason.LOOKALIKE_SITE: gettext_lazy("адрес сайта похож на ВКонтакте, но это другой сайт; нужен vk.com или vk.ru"),
    Reason.SHORTENED: gettext_lazy("это сокращённая ссылка; откройте её и вставьте полный адрес паблика"),
    Reason.PERSON: gettext_lazy("это личная страница; нужна ссылка на сообщество организации"),
    Reason.APPLICATION: gettext_lazy("это приложение; нужна ссылка на сообщество организации"),
    Reason.SERVICE_PAGE: gettext_lazy("это служебная страница ВКонтакте; нужна ссылка на сообщество организации"),
    Reason.ARTICLE: gettext_lazy("это статья, а не сообщество"),
    Reason.CYRILLIC: gettext_lazy("в адресе русские буквы; адреса ВКонтакте пишутся латиницей"),
    Reason.BAD_NAME: gettext_lazy("в адресе знаки, которых во ВКонтакте не бывает; скопируйте адрес из браузера"),
    Reason.SEVERAL: gettext_lazy("в ячейке несколько сообществ; оставьте одно, для второго добавьте строку"),
}
_HINTED = {Reason.ARTICLE, Reason.CYRILLIC, Reason.BAD_NAME}
_OGRNS = {
    OgrnFault.NOT_DIGITS: gettext_lazy("ОГРН состоит из 13 цифр"),
    OgrnFault.ROUNDED: gettext_lazy("таблица округлила ОГРН; задайте столбцу текстовый формат и впишите номер снова"),
    OgrnFault.PERSON: gettext_lazy("15 цифр — это ОГРНИП предпринимателя; нужен ОГРН организации из 13 цифр"),
    OgrnFault.LENGTH: gettext_lazy("в ОГРН должно быть 13 цифр"),
    OgrnFault.CONTROL: gettext_lazy("последняя цифра ОГРН не сходится; проверьте номер"),
}


def of_link(refused: Refused) -> tuple[str, str]:
    """Return the reason and, where one comes to mind, the address that may have been meant."""
    return str(_LINKS[refused.reason]), refused.hint if refused.reason in _HINTED else ""


def of_ogrn(fault: OgrnFault) -> str:
    return str(_OGRNS[fault])


def sentence(reason: str) -> str:
    """Return a reason as a sentence of its own; abbreviations in it stay as they are."""
    return f"{reason[:1].upper()}{reason[1:]}."


def of_kind(kind: str) -> str:
    """Return the reason for a name that belongs to no community, by VK's word for what it is; empty: nobody's."""
    if kind == "user":
        return str(_LINKS[Reason.PERSON])
    if kind:
        return str(_LINKS[Reason.APPLICATION])
    return _("такого сообщества во ВКонтакте нет; откройте ссылку в браузере и проверьте её")


def known_types() -> str:
    return _joined(InstitutionType.labels)


def known_categories() -> str:
    return _joined(Category(code).label for code in names.CATEGORIES)


def yes_no(value: bool | None) -> str:
    return _("неизвестно") if value is None else (_("да") if value else _("нет"))


def _joined(words: Iterable) -> str:
    return ", ".join(str(word) for word in words)


# --- what a list leaves for a person to say ------------------------------------------------------------
_QUESTIONS = {
    "shared": gettext_lazy("общий паблик, решите, чей он"),
    "type": gettext_lazy("тип не указан"),
    "district": gettext_lazy("район не указан"),
    "public": gettext_lazy("указан только номер паблика, проверьте название"),
    "owner": gettext_lazy("паблик записан за другой организацией"),
    "earlier": gettext_lazy("сначала решите строку, где эта организация названа впервые"),
}


def question(name: str) -> str:
    return str(_QUESTIONS[name])


def suggestion(name: str, value: str) -> str:
    """Return what the portal suggests as an answer to the question."""
    if name == "type":
        return str(InstitutionType(value).label)
    return _("строка %(number)s") % {"number": value} if name == "earlier" else value


def field(what: str, name: str) -> str:
    """Return a field of an institution or a public as people call it."""
    model = Institution if what == "institution" else Public
    return _("Архив") if name == "archived" else str(getattr(model._meta.get_field(name), "verbose_name", name))


def shown(changes: Iterable[list]) -> Iterable[list]:
    """Leave out what a remark tells in words: whom a public is taken from."""
    return (change for change in changes if change[1] != "institution")


def value(name: str, value: Any) -> str:
    """Return a field's value as people write it."""
    if name in {"cabinet", "state_mark"}:
        return yes_no(None if value is None else bool(value))
    if name == "archived":
        return _("в архиве") if value else _("в реестре")
    if name == "category":
        return str(Category(value).label)
    return str(InstitutionType(value).label) if name == "type" and value else str(value or "")


# --- what a check of links has found ---------------------------------------------------------------------
_TO_DO = {
    "not_found": gettext_lazy("Район узнаёт у организации действующую ссылку, специалист вносит её в реестр."),
    "deleted": gettext_lazy(
        "Организация восстанавливает паблик или заводит новый, район сообщает ссылку специалисту."
    ),
    "blocked": gettext_lazy("Администратор паблика обращается в поддержку ВКонтакте."),
    "wrong_kind": gettext_lazy("Организация заводит публичную страницу, специалист меняет ссылку в реестре."),
    "taken": gettext_lazy("Организация снимает листы с прежним адресом и печатает новые: код ведёт к чужим людям."),
    "closed": gettext_lazy("Администратор паблика открывает сообщество в его настройках."),
    "renamed": gettext_lazy("Портал записал новый адрес сам. Листы с прежним адресом стоит напечатать заново."),
}
_HOLDERS = {
    "user": gettext_lazy("личная страница"),
    "application": gettext_lazy("приложение"),
    "vk_app": gettext_lazy("приложение"),
    "event": gettext_lazy("встреча"),
}


def to_do(kind: str) -> str:
    """Return who must act upon a finding, and how."""
    return str(_TO_DO[kind])


def finding(one: LinkFinding) -> str:
    """Return what was found, with the addresses it is about."""
    told = {"was": f"vk.com/{one.was}", "now": f"vk.com/{one.now}"}
    holder = _HOLDERS.get(one.now, gettext_lazy("другое сообщество"))
    match one.kind:
        case "renamed":
            return _("был %(was)s, теперь %(now)s") % told
        case "taken":
            return _("по прежнему адресу %(was)s теперь %(holder)s") % {**told, "holder": holder}
        case "wrong_kind":
            return _("это %(holder)s, а не публичная страница") % {"holder": holder}
    return str(told["was"])


# --- columns of a list -----------------------------------------------------------------------------------
_COLUMNS = {
    "name": gettext_lazy("Организация (полное название)"),
    "short_name": gettext_lazy("Краткое название"),
    "type": gettext_lazy("Тип организации"),
    "sphere": gettext_lazy("Сфера"),
    "ogrn": gettext_lazy("ОГРН"),
    "district": gettext_lazy("Район"),
    "founder": gettext_lazy("Учредитель"),
    "level": gettext_lazy("Уровень"),
    "category": gettext_lazy("Категория паблика"),
    "link": gettext_lazy("Ссылка на паблик"),
    "vk_id": gettext_lazy("Номер паблика"),
    "cabinet": gettext_lazy("Кабинет в системе «Госпаблики»"),
    "state_mark": gettext_lazy("Отметка «Госорганизация»"),
}


def column(name: str) -> str:
    """Return a column as people call it."""
    return str(_COLUMNS[name])
