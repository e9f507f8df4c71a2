"""What has changed of a public and its posts, in words. One sentence a change, with what was there before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GONE = {
    "not_found": gettext_lazy("ВКонтакте перестал показывать сообщество: такого больше нет."),
    "deleted": gettext_lazy("Сообщество удалено."),
    "blocked": gettext_lazy("ВКонтакте заблокировал сообщество."),
    "private": gettext_lazy("Сообщество стало частным: его видят только участники."),
}
REFUSED = {
    "not_found": gettext_lazy("Стену прочитать нельзя: ВКонтакте её не находит."),
    "deleted": gettext_lazy("Стену прочитать нельзя: сообщество удалено."),
    "blocked": gettext_lazy("Стену прочитать нельзя: сообщество заблокировано."),
    "private": gettext_lazy("Стену видят только участники."),
    "wall_closed": gettext_lazy("Стена отключена: прочитать её нельзя."),
}
CLOSED = {
    0: gettext_lazy("Сообщество снова открыто для всех."),
    1: gettext_lazy("Сообщество стало закрытым."),
    2: gettext_lazy("Сообщество стало частным."),
}
WALL = {
    0: gettext_lazy("Стена отключена."),
    1: gettext_lazy("Стена открыта: писать и комментировать могут все."),
    2: gettext_lazy("Стена ограничена: пишет сообщество, комментировать могут все."),
    3: gettext_lazy("Стена закрыта: комментировать нельзя."),
}
MARK = {
    True: gettext_lazy("Появилась отметка «Госорганизация»."),
    False: gettext_lazy("Отметки «Госорганизация» нет."),
    None: gettext_lazy("ВКонтакте больше не сообщает об отметке «Госорганизация»."),
}


@dataclass(frozen=True)
class Told:
    """A change. ``before``: what was there, where it is a text worth showing."""

    sentence: str
    before: str = ""


def profile_changes(before: Mapping, after: Mapping) -> Iterator[Told]:
    """Yield what differs between two states of a profile; what VK did not tell is no change of the public."""
    changed = {name for name in after if before[name] != after[name]}
    for name, said in (("gone", _gone), ("wall_refused", _refused), ("is_closed", _closed), ("wall", _wall)):
        if name in changed and (sentence := said(after[name])):
            yield Told(str(sentence))
    yield from _names(before, after, changed)
    if "description" in changed and after["description"] is not None:
        yield Told(_("Изменилось описание."), before["description"] or "")
    yield from _pictures(before, after)
    if "state_mark" in changed:
        yield Told(str(MARK[after["state_mark"]]))


def post_changes(before: Mapping, after: Mapping) -> Iterator[Told]:
    """Yield what differs between two states of a post."""
    if not before["deleted_at"] and after["deleted_at"]:
        yield Told(_("Пост удалён со стены."), after["text"])
    if before["deleted_at"] and not after["deleted_at"]:
        yield Told(_("Удалённый пост снова на стене."))
    if before["text"] != after["text"]:
        yield Told(_("Изменён текст поста."), before["text"])
    if before["attachments"] != after["attachments"]:
        yield Told(_("Изменены вложения поста."))


def _gone(cause: str) -> object:
    return GONE.get(cause, _("Сообщество снова доступно."))


def _refused(cause: str) -> object:
    return REFUSED.get(cause, _("Стену снова можно прочитать."))


def _closed(state: int | None) -> object:
    return CLOSED.get(state) if state is not None else None


def _wall(state: int | None) -> object:
    return WALL.get(state) if state is not None else None


def _names(before: Mapping, after: Mapping, changed: set[str]) -> Iterator[Told]:
    if "name" in changed and before["name"]:
        yield Told(_("Сменилось название: было «%(before)s», стало «%(after)s».") % _both("name", before, after))
    if "screen_name" in changed and before["screen_name"]:
        said = _("Сменился адрес: был vk.com/%(before)s, стал vk.com/%(after)s.")
        yield Told(said % _both("screen_name", before, after))


def _both(name: str, before: Mapping, after: Mapping) -> dict:
    return {"before": before[name], "after": after[name]}


def _pictures(before: Mapping, after: Mapping) -> Iterator[Told]:
    words = {
        "cover": (_("Обложку убрали."), _("Поставлена обложка."), _("Обложка сменилась.")),
        "avatar": (_("Аватар убрали."), _("Поставлен аватар."), _("Аватар сменился.")),
    }
    for picture, (removed, added, replaced) in words.items():
        was, now = before[f"{picture}_set"], after[f"{picture}_set"]
        if was and now is False:
            yield Told(removed)
        elif was is False and now:
            yield Told(added)
        elif was and now and _path(before, picture) != _path(after, picture):
            yield Told(replaced)


def _path(state: Mapping, picture: str) -> str:
    return urlsplit(state[f"{picture}_url"]).path
