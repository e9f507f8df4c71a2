"""What a public's page says first: what happened, what was kept, what to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from monitoring import wording
from monitoring.facts import Outcome
from monitoring.models import Status
from monitoring.queries.public import Story
from registry.models import Category
from registry.templatetags.portal import day, moment


@dataclass(frozen=True)
class Notice:
    """``kind``: info, warn or bad, as templates/_note.html takes it."""

    kind: str
    text: str


def notices(story: Story) -> list[Notice]:
    return [
        *_archived(story),
        *_collected(story),
        *_unreachable(story),
        *_unset(story),
        *_late(story),
        *_amended(story),
    ]


def _archived(story: Story) -> Iterator[Notice]:
    since = story.public.archived_at or story.public.institution.archived_at
    if since:
        said = _("Паблик в архиве с %(day)s: аудит его больше не читает. Собранное раньше сохранено.")
        yield Notice("info", said % {"day": day(since)})


def _collected(story: Story) -> Iterator[Notice]:
    """Say why there is nothing to judge."""
    summary = story.summary
    if summary is None:
        yield Notice("info", _never_read(story))
    elif summary.status == Status.NO_DATA:
        verdict = next((one for one in summary.verdicts.values() if one["reason"] == "no_data"), None)
        sentence = wording.sentence("reachable", verdict) if verdict else _("Данные не получены.")
        said = _("Вердикта за эту неделю нет. %(why)s Следующий аудит прочитает паблик снова, делать ничего не нужно.")
        yield Notice("warn", said % {"why": sentence})


def _never_read(story: Story) -> str:
    if hasattr(story.public, "profile"):
        return _("За эту неделю паблик не читали. Выберите другую неделю.")
    return _("Паблик ещё не читали: вердикты появятся здесь после первого аудита, он идёт каждую ночь.")


def _unreachable(story: Story) -> Iterator[Notice]:
    verdict = story.summary.verdicts.get("reachable") if story.summary else None
    if verdict and verdict["outcome"] == Outcome.FAIL:
        kept = _("Всё, что собрано раньше, сохранено и показано ниже.")
        said = [wording.sentence("reachable", verdict), kept, wording.what_to_do("reachable", verdict)]
        yield Notice("bad", " ".join(said))


def _unset(story: Story) -> Iterator[Notice]:
    category = story.summary.category if story.summary else story.public.category
    if category == Category.UNSET:
        yield Notice(
            "warn",
            _(
                "Категория паблика не указана: неизвестно, сколько постов в неделю от него требуется. Остальные"
                " правила проверяются как обычно. Категорию назначает министерство: флагманский, активный или визитка."
            ),
        )


def _late(story: Story) -> Iterator[Notice]:
    if story.late and story.facts:
        said = _(
            "Эту неделю портал прочитал позже, %(moment)s: обложка, аватар и описание проверены такими, какими были в"
            " тот день; посты, удалённые до него, в счёт не вошли."
        )
        yield Notice("info", said % {"moment": moment(story.facts.seen_at)})


def _amended(story: Story) -> Iterator[Notice]:
    """Say that a closed week was judged again, and why: its readers may have reported other verdicts."""
    order = story.amendment if story.summary and story.summary.closed else None
    if order:
        told = {"day": day(order.reassessment.started_at), "reason": order.reassessment.exemption.reason}
        yield Notice("info", _("Неделю пересчитали %(day)s по решению министерства, исключение: %(reason)s") % told)
