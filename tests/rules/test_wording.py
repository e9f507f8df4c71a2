"""Sentences, short facts, norms and advice: what people read of a verdict."""

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from monitoring.facts import Duty, NotUnique, Outcome, Unreachable, Verdict
from monitoring.rules import LETTER, RULES
from monitoring.rules.reasons import Reason
from monitoring.wording import (
    norm,
    outcome_name,
    paragraph,
    rule_name,
    rule_short_name,
    sentence,
    short_fact,
    what_to_do,
)
from monitoring.wording.sentences import _SENTENCES
from registry.templatetags.portal import VERDICTS

from .builders import NAME, REPOST, STEADY, at, exempt, post, posts, profile, question, talk, week

BY_ID = {rule.id: rule for rule in RULES}
LONG = {"text_length": 2000}
WAIVER = (exempt(at("Mon 00:00"), at("Fri 00:00")),)
LAST_WEEK = at("Wed 12:30", -1)


def media(good, total):
    return [post(at("Mon 10:00"), id, media=id <= good, text_length=id <= good) for id in range(1, total + 1)]


def described(text, name=NAME):
    return week(profile=profile(description=text), full_name=name)


def holed(**facts):
    return week([post(LAST_WEEK, 1), post(at("Fri 09:14"), 2)], **facts)


def asked(answered, late):
    """Return questions of Monday, so many answered in time and so many on Friday."""
    times = ["Mon 12:00"] * answered + ["Fri 12:00"] * late
    return [question("Mon 10:00", answer, id) for id, answer in enumerate(times, start=1)]


# rule, facts, sentence, short fact
TOLD = [
    ("posts", week(posts(*STEADY)), "Засчитано постов: 5, норма 5.", "5 из 5"),
    ("posts", week(posts(*STEADY[:4])), "Не хватает 1 поста: засчитано 4, норма 5.", "4 из 5"),
    ("posts", week(posts(*STEADY[:3])), "Не хватает 2 постов: засчитано 3, норма 5.", "3 из 5"),
    ("posts", week(), "Не хватает 5 постов: засчитано 0, норма 5.", "0 из 5"),
    (
        "posts",
        week((*posts(*STEADY[:4]), post(at("Wed 10:00"), 8, kind=REPOST), post(at("Wed 10:00"), 9, kind=REPOST))),
        "Не хватает 1 поста: засчитано 4, норма 5. Не засчитано: репостов — 2.",
        "4 из 5",
    ),
    (
        "posts",
        week((*posts(*STEADY), post(at("Wed 10:00"), 9, not_unique=NotUnique.SHARED))),
        "Засчитано постов: 5, норма 5. Не засчитано: общих с другими пабликами текстов — 1.",
        "5 из 5",
    ),
    (
        "posts",
        week(posts(*STEADY[:2]), running=at("Thu 02:00")),
        "Ещё 3 поста до воскресенья: засчитано 2, норма 5.",
        "2 из 5",
    ),
    (
        "posts",
        week(posts(*STEADY[:4]), running=at("Sat 02:00")),
        "Ещё 1 пост до воскресенья: засчитано 4, норма 5.",
        "4 из 5",
    ),
    ("answers", week(), "Читатели на этой неделе ни о чём не спросили.", ""),
    (
        "answers",
        week(conversation=talk(*asked(answered=9, late=1))),
        "За 24 часа отвечено на 9 вопросов из 10. Ответов позже срока: 1.",
        "90\u202f%",
    ),
    (
        "answers",
        week(conversation=talk(*asked(answered=1, late=1))),
        "За 24 часа отвечено на 1 вопрос из 2, нужно не меньше 90\u202f%. Ответов позже срока: 1.",
        "50\u202f%",
    ),
    (
        "answers",
        week(conversation=talk(question("Mon 10:00"), seen=at("Mon 20:00"))),
        "За 24 часа отвечено на 0 вопросов из 1, нужно не меньше 90\u202f%. Срок ответа ещё не вышел: 1.",
        "ждут ответа",
    ),
    (
        "answers",
        week(conversation=talk(question("Mon 10:00"), unread=2)),
        "Комментарии к 2 постам прочитать не удалось, поэтому неизвестно, на все ли вопросы отвечено.",
        "не читали",
    ),
    ("answers", week(conversation=None), "Комментарии за эту неделю портал не читал.", "не читали"),
    ("mandatory", week(), "На этой неделе обязательных публикаций нет.", ""),
    (
        "mandatory",
        week(cabinet=True, duties=(Duty(1, "Год педагога", at("Fri 12:00"), 5), Duty(2, "ЕГЭ", at("Fri 12:00")))),
        "Обязательные посты вышли: 1 из 2. Нет на стене: ЕГЭ.",
        "1 из 2",
    ),
    (
        "mandatory",
        week(
            cabinet=True,
            duties=(Duty(1, "Год педагога", at("Fri 12:00")), Duty(2, "ЕГЭ", at("Thu 12:00"))),
            running=at("Thu 12:00"),
        ),
        "Обязательные посты вышли: 0 из 2. Нет на стене: ЕГЭ. Срок ещё не вышел: Год педагога.",
        "0 из 2",
    ),
    ("state_mark", week(), "Отметка «Госорганизация» есть.", "есть"),
    ("state_mark", week(state_mark=False), "Отметки «Госорганизация» нет.", "нет"),
    (
        "state_mark",
        week(state_mark=None),
        "Неизвестно, есть ли отметка «Госорганизация»: ВКонтакте не сообщил, в реестре не указано.",
        "неясно",
    ),
    ("posts", week(category="card"), "От пабликов этой категории не требуется.", ""),
    ("posts", week(exemptions=WAIVER), "Исключение: Каникулы. Охватывает 4 дня недели.", "искл."),
    (
        "posts",
        week(exemptions=(exempt(at("Mon 00:00"), at("Sat 00:00"), reason=""),)),
        "Исключение охватывает 5 дней недели.",
        "искл.",
    ),
    (
        "posts",
        week(category="unset"),
        "Категория паблика не указана, поэтому неизвестно, что от него требуется.",
        "нет категории",
    ),
    ("posts", week(seen_at=None, missing="Transient"), "Данные не получены: ВКонтакте не ответил.", "нет данных"),
    ("posts", week(seen_at=None, missing="gone fishing"), "Данные не получены.", "нет данных"),
    ("gaps", week(posts("Mon 10:00", "Wed 15:00", "Sun 20:00")), "Самый большой перерыв — 4 дня 5 часов.", "4 дня"),
    ("gaps", week(posts("Mon 00:00", "Sun 23:00")), "Самый большой перерыв — 6 дней 23 часа.", "6 дней"),
    (
        "gaps",
        holed(),
        "Тишина 8 дней 20 часов: с 4\u00a0ноября, 12:30 до 13\u00a0ноября, 09:14.",
        "8 дней",
    ),
    (
        "gaps",
        week([post(LAST_WEEK, 1)]),
        "Тишина 11 дней 11 часов: последний пост 4\u00a0ноября, 12:30, известно до 16\u00a0ноября, 00:00.",
        "11 дней",
    ),
    (
        "gaps",
        holed(exemptions=(exempt(at("Thu 00:00", -1), at("Fri 01:00", -1), "gaps"),)),
        "Тишина 7 дней 19 часов: с 4\u00a0ноября, 12:30 до 13\u00a0ноября, 09:14. Исключение вычтено: 1 день 1 час.",
        "7 дней",
    ),
    ("gaps", week([post(at("Mon 00:00"), 1)], running=at("Mon 05:30")), "Самый большой перерыв — 5 часов.", "5 часов"),
    ("gaps", week([post(at("Mon 00:00"), 1)], running=at("Mon 00:30")), "Самый большой перерыв — 0 часов.", "0 часов"),
    ("gaps", week(), "На стене нет ни одного поста сообщества.", "нет постов"),
    ("gaps", week(category="card"), "Паблик не ведёт ленту: за 28 дней нет постов.", ""),
    ("media", week(media(2, 3)), "Фото или видео есть в 2 из 3 постов, нужно не меньше 80\u202f%.", "67\u202f%"),
    (
        "media",
        week(media(159, 200)),
        "Фото или видео есть в 159 из 200 постов, нужно не меньше 80\u202f%.",
        "79\u202f%",
    ),
    ("media", week(media(21, 21)), "Фото или видео есть в 21 из 21 поста.", "100\u202f%"),
    ("media", week(), "На этой неделе нет постов сообщества.", ""),
    (
        "text",
        week([*media(2, 3), post(at("Mon 10:00"), 9, **LONG)]),
        "Короткий текст есть в 2 из 4 постов, нужно не меньше 80\u202f%. "
        "Длиннее 1\u202f500 знаков — 1, без текста — 1.",
        "50\u202f%",
    ),
    ("text", week(media(1, 1)), "Короткий текст есть в 1 из 1 поста.", "100\u202f%"),
    ("reachable", week(), "Паблик открыт, стена читается.", "открыт"),
    ("reachable", week(unreachable=Unreachable.DELETED), "Паблик удалён.", "удалён"),
    (
        "comments_open",
        week(profile=profile(wall=3)),
        "Стена выключена или закрыта, комментировать посты нельзя.",
        "закрыты",
    ),
    ("comments_open", week(posts(*STEADY)), "По данным ВКонтакте не видно, открыты ли комментарии.", "неясно"),
    (
        "comments_open",
        week(posts(*STEADY, can_comment=False)),
        "Комментарии закрыты: в 5 из последних постов (5).",
        "закрыты",
    ),
    ("cover", week(), "Обложка есть, ширина 1\u202f590 px.", "есть"),
    (
        "cover",
        week(profile=profile(cover_width=1000)),
        "Обложка мелкая: ширина 1\u202f000 px, нужно от 1\u202f590 px.",
        "1\u202f000 px",
    ),
    ("cover", week(profile=profile(cover_set=False)), "Обложки нет.", "нет"),
    (
        "cover",
        week(profile=profile(cover_mark="pixels")),
        "Обложка нечёткая: специалист министерства увидел пикселы.",
        "пикселы",
    ),
    (
        "avatar",
        week(profile=profile(avatar_mark="off_topic")),
        "Аватар не по теме: так решил специалист министерства.",
        "не по теме",
    ),
    ("cover", week(profile=None), "ВКонтакте не сообщил, есть ли обложка.", "неясно"),
    ("avatar", week(profile=profile(avatar_side=200)), "Аватар мелкий: сторона 200 px, нужно от 400 px.", "200 px"),
    (
        "avatar",
        week(profile=profile(avatar_side=None)),
        "Аватар есть, но ВКонтакте не сообщил его размер.",
        "неясно",
    ),
    ("description", described("Лицей " + "ж" * 213, "Лицей"), "Есть полное название и ещё 214 знаков.", "полное"),
    ("description", described("Лицей " + "ж" * 220, "Лицей"), "Есть полное название и ещё 221 знак.", "полное"),
    (
        "description",
        described("Лицей жж", "Лицей"),
        "Полное название есть, но кроме него только 3 зн., нужно от 80.",
        "кратко",
    ),
    (
        "description",
        described("ж" * 100, "Лицей"),
        "В описании нет полного названия: нашлось 0\u202f% его слов.",
        "без названия",
    ),
    (
        "description",
        described("жж", "Лицей"),
        "В описании нет полного названия (нашлось 0\u202f% его слов), а кроме него только 2 зн.",
        "кратко",
    ),
    ("description", described(""), "Описание пустое.", "пусто"),
]


@pytest.mark.parametrize(("rule", "facts", "said", "short"), TOLD)
def test_a_verdict_is_told_in_a_sentence_and_in_a_cell(rule, facts, said, short):
    verdict = BY_ID[rule].judge(facts, LETTER)
    assert sentence(rule, verdict) == said
    assert short_fact(rule, verdict) == short


def test_every_reason_has_its_sentence():
    assert set(_SENTENCES) == set(Reason)


def test_every_cause_of_unreachability_has_its_sentence():
    assert {cause.value for cause in Unreachable} <= {reason.value for reason in Reason}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_whatever_is_not_passed_can_be_mended_and_the_rest_needs_nothing(rule):
    bad = week(
        media(0, 3),
        profile=profile(wall=0, cover_set=False, avatar_set=False, description=""),
        unreachable=Unreachable.WALL_CLOSED,
        conversation=talk(question("Mon 10:00")),
        cabinet=True,
        duties=(Duty(1, "Год педагога", at("Fri 12:00")),),
        state_mark=False,
    )
    assert what_to_do(rule.id, rule.judge(bad, LETTER)) or rule.judge(bad, LETTER).outcome == "pass"
    good = week(posts(*STEADY, can_comment=True))
    assert what_to_do(rule.id, rule.judge(good, LETTER)) == ""
    assert what_to_do(rule.id, rule.judge(week(exemptions=WAIVER), LETTER)) == ""


ADVICE = [
    ("posts", week(posts(*STEADY[:3]), running=at("Fri 12:00")), "Опубликуйте ещё 2 поста до воскресенья."),
    (
        "posts",
        week(),
        "Публикуйте не меньше 5 собственных постов в неделю: репосты, повторы и общие тексты не считаются.",
    ),
    (
        "media",
        week(media(0, 1)),
        "Добавляйте фото, видео или прямой эфир: они нужны не меньше чем в 80\u202f% постов.",
    ),
    (
        "text",
        week(media(0, 1)),
        "Пишите к каждому посту короткий текст, до 1\u202f500 знаков; длинный разделите на два поста.",
    ),
    (
        "cover",
        week(profile=profile(cover_width=800)),
        "Поставьте обложку шириной от 1\u202f590 px: чёткую фотографию здания или картинку из брендбука.",
    ),
    (
        "avatar",
        week(profile=profile(avatar_set=False)),
        "Поставьте аватар со стороной от 400 px: логотип учреждения или герб района.",
    ),
    (
        "description",
        described("Лицей жж", "Лицей"),
        "Допишите в описание, чем занимается учреждение: не хватает знаков — 77.",
    ),
    ("cover", week(profile=None), "Откройте паблик и посмотрите сами: ВКонтакте этого не сообщил."),
]


@pytest.mark.parametrize(("rule", "facts", "advice"), ADVICE)
def test_advice_says_how_to_mend_it(rule, facts, advice):
    assert what_to_do(rule, BY_ID[rule].judge(facts, LETTER)) == advice


NORMS = {
    "reachable": "",
    "posts": "норма 5",
    "gaps": "меньше 7 дней",
    "media": "от 80\u202f%",
    "text": "от 80\u202f%",
    "comments_open": "",
    "cover": "от 1\u202f590 px",
    "avatar": "от 400 px",
    "description": "название и от 80 знаков",
    "answers": "",
    "mandatory": "",
    "state_mark": "",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_figure_stands_beside_its_norm(rule):
    assert norm(rule.id, rule.judge(week(posts(*STEADY)), LETTER)) == NORMS[rule.id]


def test_rules_have_names_and_paragraphs():
    assert [rule_name(rule.id) for rule in RULES][:3] == ["Доступность", "Собственные посты", "Перерывы"]
    assert rule_short_name("posts") == "Посты"
    assert rule_short_name("cover") == rule_name("cover") == "Обложка"


def test_every_rule_names_its_own_place_in_the_letter():
    places = [paragraph(rule.id) for rule in RULES]
    assert len(set(places)) == len(RULES)
    assert paragraph("cover") == "п. II.1"
    assert paragraph("text") == "п. I, «короткий понятный текст»"
    assert paragraph("state_mark") == "введение, «Госорганизация»"


def test_outcomes_are_called_as_in_the_pages_marks():
    assert {outcome.value: outcome_name(outcome) for outcome in Outcome} == {
        name: str(word) for name, word in VERDICTS.items()
    }


def test_a_verdict_is_told_alike_from_its_json():
    from monitoring.facts_json import verdict_to_json

    verdict = Verdict(Outcome.PASS, Reason.REACHABLE)
    assert sentence("reachable", verdict_to_json(verdict)) == sentence("reachable", verdict)


def test_every_russian_plural_has_three_forms():
    with (settings.LOCALE_PATHS[0] / "ru" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="ru")
    plurals = [message for message in catalogue if message.pluralizable]
    assert plurals
    assert all(len(message.string) == 3 and all(message.string) for message in plurals)


def test_every_plural_of_the_wording_is_in_the_russian_catalogue():
    import ast
    from pathlib import Path

    import monitoring.wording
    import registry.templatetags.portal as portal

    files = [*Path(monitoring.wording.__file__).parent.glob("*.py"), Path(portal.__file__)]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    used = {call.args[0].value for call in calls if getattr(call.func, "id", "") == "ngettext"}
    with (settings.LOCALE_PATHS[0] / "ru" / "LC_MESSAGES" / "django.po").open("rb") as file:
        known = {message.id[0] for message in read_po(file, locale="ru") if message.pluralizable}
    assert used <= known
