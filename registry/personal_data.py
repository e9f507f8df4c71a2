"""«Что хранится и зачем»: every kind of personal data, its purpose, and the term in force."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe


@dataclass(frozen=True)
class Kept:
    what: str
    why: str
    term: str


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[Kept, ...]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "registry/personal_data.html", {"groups": [_users(), _readers()]})


def _users() -> Group:
    keep = settings.KEEP_DAYS
    return Group(
        _("О пользователях портала"),
        (
            Kept(_("Имя, почта, роли"), _("Чтобы вы входили и видели своё."), _closed(keep["closed_people"])),
            Kept(
                _("Пароль, второй фактор"),
                _("Пароль – только в виде, по которому его не узнать; ключ второго фактора зашифрован."),
                _("Пока открыта учётная запись."),
            ),
            Kept(
                _("Входы: время, адрес в сети, браузер"),
                _("Чтобы вы и специалист заметили чужой вход."),
                _term(keep["sign_ins"]),
            ),
            Kept(
                _("Контакт того, кто ведёт паблик: имя, почта, телефон"),
                _("Чтобы было кому написать. Его указывает организация, район или министерство, и они же убирают."),
                _contacts(keep["contacts"], keep["archived_contacts"]),
            ),
            Kept(
                _("Хотите ли вы итоги недели по почте и за какие недели письмо ушло"),
                _("Чтобы письмо не пришло дважды."),
                _("Пока письма включены; об отправленных – 8 недель."),
            ),
            Kept(
                _("Обращения: что написали школа, район и министерство"),
                _("Чтобы рассмотреть спор и объяснить решение. Потом остаются только вердикт и решение."),
                _decided(keep["appeals"]),
            ),
            Kept(_("Приглашения"), _("Чтобы ссылка действовала один раз."), _term(keep["invitations"])),
            Kept(
                _("Кто и что изменил на портале"),
                _("Чтобы каждое решение можно было объяснить."),
                _("Бессрочно; имя закрытой записи стирается."),
            ),
        ),
    )


def _readers() -> Group:
    return Group(
        _("О читателях пабликов"),
        (
            Kept(
                _("Вопросы под постами"),
                _("Чтобы увидеть, ответила ли организация. Вместо автора хранится шифр, свой на каждой стене."),
                _("До подведения итогов недели, потом остаются только время и число вопросов."),
            ),
        ),
    )


def _term(count: int) -> str:
    return ngettext("Хранится %(n)s день.", "Хранится дней: %(n)s.", count) % {"n": count}


def _closed(count: int) -> str:
    said = ngettext("Стирается через %(n)s день после закрытия.", "Стирается через дней после закрытия: %(n)s.", count)
    return said % {"n": count}


def _decided(count: int) -> str:
    said = ngettext("Стирается через %(n)s день после решения.", "Стирается через дней после решения: %(n)s.", count)
    return said % {"n": count}


def _contacts(kept: int, archived: int) -> str:
    told = (
        ngettext("Хранится %(n)s день после сохранения.", "Хранится дней после сохранения: %(n)s.", kept)
        % {"n": kept},
        ngettext(
            "После ухода организации в архив – %(n)s день.", "После ухода организации в архив – дней: %(n)s.", archived
        )
        % {"n": archived},
        _("В истории остаётся только то, что он менялся."),
    )
    return " ".join(told)
