"""What to write about, by the code of a sphere: topics and good posts that the ministry's letter points to.

Spheres themselves – their names, their order, whose types they are – are rows of the registry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Sample:
    """Good posts of one kind; ``posts``: their names in VK's addresses. Some may have gone since."""

    kind: Text
    posts: Sequence[str]

    @property
    def links(self) -> list[str]:
        return [f"https://vk.com/{post}" for post in self.posts]


@dataclass(frozen=True)
class Ideas:
    """Of one sphere."""

    topics: Sequence[Text]
    samples: Sequence[Sample]


def _sample(kind: Any, *posts: str) -> Sample:
    return Sample(kind, posts)


LIVE = _("эфиры с событий и ответы на горячие вопросы")
PARENTS = _("новости и объявления для детей и родителей")
READERS = _("новости и объявления для посетителей")

IDEAS = {
    "education": Ideas(
        (
            _("что прошло в школе или саду: спорт, творчество, учёба, патриотические встречи"),
            _("конкурсы"),
            _("победы учеников и педагогов"),
            PARENTS,
            LIVE,
            _("новое в образовании"),
        ),
        (
            _sample(_("прошедшее событие"), "wall-185052697_4067"),
            _sample(_("важная информация"), "wall-211393833_490"),
            _sample(_("победы"), "wall-45705231_6196", "wall-43843563_6517"),
            _sample(_("видео"), "wall-211873304_916"),
        ),
    ),
    "culture": Ideas(
        (
            _("как прошли события"),
            _("афиша и анонсы"),
            _("конкурсы, подборки книг и спектаклей"),
            _("успехи коллективов"),
            READERS,
            LIVE,
            _("новое в культуре"),
        ),
        (
            _sample(_("прошедшее событие"), "wall-176687216_4324"),
            _sample(_("важная информация"), "wall-30263226_12728"),
            _sample(_("подборки"), "wall-90774022_3852", "wall-211310170_3021"),
            _sample(_("развлечение"), "wall-69923482_5814"),
            _sample(_("видео"), "clip-90774022_456239484"),
        ),
    ),
    "youth": Ideas(
        (
            _("события центра и района"),
            _("конкурсы"),
            _("успехи ребят и наставников"),
            _("новости молодёжных организаций"),
            READERS,
            LIVE,
            _("новое в молодёжной политике"),
        ),
        (
            _sample(_("прошедшее событие"), "wall-16653547_47103"),
            _sample(_("горячие линии"), "wall-51016313_6317", "wall-1207083_18689"),
            _sample(_("победы"), "wall-1207083_18597"),
            _sample(_("вакансии"), "wall-190505786_2154"),
            _sample(_("видео"), "clip-128772095_456239343"),
        ),
    ),
    "sport": Ideas(
        (
            _("соревнования района и своей организации"),
            _("конкурсы и розыгрыши"),
            _("успехи спортсменов и тренеров"),
            _("полезные советы"),
            READERS,
            LIVE,
        ),
        (
            _sample(_("прошедшее событие"), "wall-139715955_2068"),
            _sample(_("расписание"), "wall-203713516_6808"),
            _sample(_("победы"), "wall-217096118_61", "wall-61083871_348"),
        ),
    ),
    "social": Ideas(
        (
            _("события по профилю организации"),
            _("добрые истории подопечных и сотрудников"),
            READERS,
            _("эфиры, например с ярмарки вакансий"),
            _("новое в социальной поддержке"),
        ),
        (
            _sample(_("прошедшее событие"), "wall-111756678_1835", "wall-20671139_966"),
            _sample(_("важная информация"), "wall-209851167_1389"),
            _sample(_("полезное"), "wall-209851167_1383"),
        ),
    ),
    "health": Ideas(
        (
            _("события больницы или поликлиники"),
            _("истории спасения и выздоровления"),
            _("советы врачей"),
            READERS,
            LIVE,
            _("новое в медицине"),
        ),
        (
            _sample(_("событие"), "wall-133223254_4017"),
            _sample(_("добрая история"), "wall-204950039_1826"),
            _sample(_("спасение"), "wall-204950039_1823"),
            _sample(_("о команде"), "wall-90396257_18643"),
            _sample(_("советы"), "wall-212029556_397"),
        ),
    ),
}
BASICS = (
    _("Короткий понятный текст и картинка, видео или фотографии."),
    _("Лучше ровно по неделе, чем всё за два дня и потом тишина."),
    _("Отвечайте на вопросы в комментариях."),
)
