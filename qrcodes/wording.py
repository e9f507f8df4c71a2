"""What a person is told of an uploaded file and of where a code leads."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qrcodes.uploads import Reason
from qrcodes.verdicts import Kind, Lead

REASONS = {
    Reason.EMPTY: gettext_lazy("Файл пустой. Выберите снимок или картинку с кодом."),
    Reason.HEAVY: gettext_lazy("Файл больше 10 МБ. Уменьшите снимок или снимите код ближе, без лишнего вокруг."),
    Reason.UNKNOWN: gettext_lazy(
        "Это не JPEG, PNG или WEBP: портал смотрит на содержимое, а не на имя файла. "
        "Сохраните картинку в одном из этих форматов."
    ),
    Reason.HEIC: gettext_lazy(
        "Это снимок в формате HEIC, портал его не читает. В настройках камеры айфона выберите «Наиболее совместимые» "
        "или пришлите снимок экрана."
    ),
    Reason.LARGE: gettext_lazy("На картинке больше 25 миллионов точек. Уменьшите её или снимите код ещё раз."),
    Reason.ANIMATED: gettext_lazy("Это движущаяся картинка. Нужен один неподвижный снимок."),
    Reason.BROKEN: gettext_lazy("Файл повреждён, картинка не открывается. Скачайте или снимите её ещё раз."),
    Reason.ARCHIVE: gettext_lazy(
        "Архив не открыт: он повреждён или устроен не так, как у ВКонтакте. "
        "Достаньте из него qr.png и загрузите картинку."
    ),
    Reason.NO_PICTURE: gettext_lazy("В архиве нет файла qr.png. Загрузите архив из ВКонтакте или саму картинку."),
    Reason.NO_CODE: gettext_lazy("На картинке не нашлось QR-кода. Загрузите файл qr.png из архива ВКонтакте."),
    Reason.SEVERAL: gettext_lazy("На картинке несколько кодов. Нужна картинка с одним кодом."),
    Reason.ASKEW: gettext_lazy(
        "Код снят под углом: похоже, это фотография. Для печати нужен сам файл qr.png из архива ВКонтакте."
    ),
    Reason.COARSE: gettext_lazy(
        "Код слишком мелкий или нечёткий: на листе он не будет читаться. "
        "Загрузите файл qr.png из архива ВКонтакте без изменений."
    ),
}
NOT_CHOSEN = gettext_lazy("Выберите файл или сделайте снимок.")


@dataclass(frozen=True)
class Told:
    """A lead in words. ``mark``: the verdict's symbol; ``advice``: what to do."""

    mark: str
    title: str | Promise
    advice: str | Promise
    text: str


_MARKS = {
    Kind.THIS: "pass",
    Kind.FORMER: "warn",
    Kind.SHORTENED: "unknown",
    Kind.TEXT: "unknown",
}
_TITLES = {
    Kind.THIS: gettext_lazy("Код ведёт на этот паблик"),
    Kind.FORMER: gettext_lazy("Код ведёт на прежний адрес этого паблика"),
    Kind.UNNAMED: gettext_lazy("Код ведёт на паблик другого учреждения региона"),
    Kind.COMMUNITY: gettext_lazy("Код ведёт на сообщество ВКонтакте, которого нет в реестре"),
    Kind.PAGE: gettext_lazy("Код ведёт на страницу ВКонтакте, но не на сообщество"),
    Kind.SHORTENED: gettext_lazy("Куда ведёт код, сказать нельзя: в нём сокращённая ссылка"),
    Kind.LOOKALIKE: gettext_lazy("Код ведёт на чужой сайт, похожий на ВКонтакте"),
    Kind.SITE: gettext_lazy("Код ведёт на другой сайт"),
    Kind.TEXT: gettext_lazy("В коде нет ссылки"),
}
_ADVICE = {
    Kind.THIS: gettext_lazy("Лист с этим кодом можно вешать."),
    Kind.FORMER: gettext_lazy(
        "Паблик сменил адрес, и прежний может занять кто угодно. Напечатайте новый лист и замените старый."
    ),
    Kind.UNNAMED: gettext_lazy("Если лист висит у вас, замените его своим."),
    Kind.COMMUNITY: gettext_lazy(
        "Сверьте адрес. Если это паблик вашей организации, попросите специалиста внести его в реестр."
    ),
    Kind.PAGE: gettext_lazy("Это личная или служебная страница либо ошибка в адресе. Такой лист лучше снять."),
    Kind.SHORTENED: gettext_lazy(
        "Портал не открывает ссылки. Наведите на код камеру телефона и посмотрите, что откроется; "
        "надёжнее код с прямым адресом."
    ),
    Kind.LOOKALIKE: gettext_lazy("Не открывайте эту ссылку. Снимите лист и сообщите специалисту министерства."),
    Kind.SITE: gettext_lazy("Если лист должен вести на паблик, снимите его и напечатайте новый."),
    Kind.TEXT: gettext_lazy("Портал узнаёт коды с адресом страницы, например vk.com/school1."),
}


def tell(lead: Lead, asked: bool) -> Told:
    """Return the lead in words; ``asked``: the reader asks about one public and not in general."""
    mark = _MARKS.get(lead.kind, "fail")
    if lead.kind is Kind.OURS and lead.owner:
        return _of_ours(lead, asked)
    return Told(mark, _TITLES[lead.kind], _note(lead) or _ADVICE[lead.kind], lead.text)


def _of_ours(lead: Lead, asked: bool) -> Told:
    name = {"institution": lead.owner.institution if lead.owner else ""}
    title = _("Код ведёт на другой паблик: %(institution)s") if asked else _("Код ведёт на паблик: %(institution)s")
    usual = _("Если лист висит не там, замените его.") if asked else ""
    fine = not asked and not _note(lead)
    return Told("pass" if fine else "fail" if asked else "warn", title % name, _note(lead) or usual, lead.text)


def _note(lead: Lead) -> str:
    """Return what outweighs the usual advice."""
    if lead.owner and lead.owner.archived:
        return _("Этот паблик в архиве: портал его больше не ведёт. Лист с таким кодом лучше снять.")
    if lead.kind is Kind.OURS and lead.owner and lead.owner.former:
        return _("Это прежний адрес паблика, его может занять кто угодно. Лист с таким кодом лучше заменить.")
    return ""
