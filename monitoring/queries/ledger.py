"""The week's ledger: every post seen on the wall, whether it counts, and why not. And the verdicts' evidence."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from monitoring import wording
from monitoring.facts import Kind, NotUnique, Outcome, PostFact
from monitoring.models import WeekSummary
from monitoring.rules.answering import unanswered
from registry.templatetags.portal import moment, number

from .matrix import in_order
from .overruled import Manual
from .public import Story, WallPost

LONGEST_WORDS = 110
MOST_LINKS = 8
_MENTION = re.compile(r"\[[^\[\]|]+\|([^\[\]]+)\]")
_WHY = {
    Kind.REPOST: gettext_lazy("Репост"),
    Kind.AD: gettext_lazy("Реклама"),
    Kind.VISITOR: gettext_lazy("Запись посетителя, не сообщества"),
    Kind.FUTURE: gettext_lazy("Отложен: когда стену читали, ещё не вышел"),
    Kind.DELETED: gettext_lazy("Удалён со стены"),
    NotUnique.DUPLICATE: gettext_lazy("Повтор поста:"),
    NotUnique.SHARED: gettext_lazy("Общий текст нескольких пабликов, первым его опубликовал другой:"),
}
# The same in the line above the table: «репосты: 2».
_KINDS = {
    str(Kind.REPOST): gettext_lazy("репосты"),
    str(Kind.AD): gettext_lazy("реклама"),
    str(Kind.VISITOR): gettext_lazy("записи посетителей"),
    str(Kind.FUTURE): gettext_lazy("отложенные"),
    str(Kind.DELETED): gettext_lazy("удалённые"),
    str(NotUnique.DUPLICATE): gettext_lazy("повторы"),
    str(NotUnique.SHARED): gettext_lazy("общие тексты"),
}
_EVIDENCE = {
    "posts": gettext_lazy("Засчитаны:"),
    "gaps": gettext_lazy("Посты до и после:"),
    "media": gettext_lazy("Без фото и видео:"),
    "text": gettext_lazy("Без текста или длинные:"),
    "comments_open": gettext_lazy("Посты:"),
    "answers": gettext_lazy("Вопросы без ответа в срок:"),
    "mandatory": gettext_lazy("Обязательные посты:"),
}


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class Like:
    """An earlier post that a post is suspected to repeat. ``same``: a specialist's word, None until it is given.

    ``open``: the word still changes the week's verdict.
    """

    original: Link
    same: bool | None
    open: bool


@dataclass(frozen=True)
class Line:
    """A post of the week as it was judged. ``why``: why it does not count; ``original``: what keeps its text.

    ``words``: its first ones; ``text``: the whole kept copy where they are not all of it. ``kind``: what it is that
    does not count, empty if it does.
    """

    id: int
    at: datetime
    url: str
    words: str
    text: str
    details: str
    counted: bool
    kind: str
    why: str
    original: Link | None
    notes: Sequence[str]
    like: Like | None


@dataclass(frozen=True)
class Judgement:
    """A rule's verdict with all that explains it. ``more``: how many links of evidence are left out."""

    rule: str
    name: str
    outcome: str
    fact: str
    norm: str
    sentence: str
    advice: str
    paragraph: str
    section: str
    evidence_title: str
    evidence: Sequence[Link]
    more: int
    manual: Manual | None = None

    @property
    def proofs(self) -> int:
        return len(self.evidence) + self.more


def ledger(story: Story) -> list[Line]:
    """Return the shown week's posts, oldest first."""
    if story.facts is None:
        return []
    week = [post for post in story.facts.posts if story.facts.starts <= post.date < story.facts.ends]
    return [_line(story, post) for post in sorted(week, key=lambda post: (post.date, post.id))]


def standing(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """Return what the posts that do not count are, and how many of each kind, the commonest first."""
    kinds = Counter(line.kind for line in lines if not line.counted)
    return [(str(_KINDS[kind]), count) for kind, count in kinds.most_common()]


def judgements(story: Story, manual: Mapping[str, Manual]) -> list[Judgement]:
    """Return the shown week's verdicts in the order of the rules; ``manual``: those set by hand, by rule."""
    moments = _moments(story)
    verdicts = story.summary.verdicts if story.summary else {}
    rows = [_judgement(story, moments, rule, verdict) for rule, verdict in in_order(verdicts)]
    return [replace(row, manual=manual.get(row.rule)) for row in rows]


def address(story: Story, post: int) -> str:
    return f"https://vk.com/wall-{story.public.vk_id}_{post}"


def _judgement(story: Story, moments: Mapping[int, datetime], rule: str, verdict: Mapping) -> Judgement:
    found = _questions(story, verdict) if rule == "answers" else _posts(story, moments, verdict)
    links = found[:MOST_LINKS]
    return Judgement(
        rule=rule,
        name=wording.rule_name(rule),
        outcome=verdict["outcome"],
        fact=wording.short_fact(rule, verdict),
        norm=wording.norm(rule, verdict),
        sentence=wording.sentence(rule, verdict),
        advice=wording.what_to_do(rule, verdict),
        paragraph=wording.paragraph(rule),
        section=wording.section(rule),
        evidence_title=str(_EVIDENCE.get(rule, "")),
        evidence=links,
        more=len(found) - len(links),
    )


def _posts(story: Story, moments: Mapping[int, datetime], verdict: Mapping) -> list[Link]:
    return [Link(_when(moments.get(post)), address(story, post)) for post in verdict["evidence"]]


def _questions(story: Story, verdict: Mapping) -> list[Link]:
    """Return the questions that were not answered in time, or not yet: by the moment at which they were asked."""
    talk = story.facts.conversation if story.facts else None
    if talk is None or "hours" not in verdict["figures"]:
        return []
    over = unanswered(talk, verdict["figures"]["hours"])
    open_ones = [one for one in talk.questions if one.answered_at is None or one in over]
    return [Link(moment(one.asked_at), f"{address(story, one.post)}?reply={one.id}") for one in open_ones]


def _moments(story: Story) -> dict[int, datetime]:
    posts = story.facts.posts if story.facts else ()
    return {post.id: post.at for post in story.wall.values()} | {post.id: post.date for post in posts}


def _when(at: datetime | None) -> str:
    return moment(at) if at else _("пост")


def _line(story: Story, post: PostFact) -> Line:
    now, judged = story.wall.get(post.id), _as_judged(story, post.id)
    words = _words(judged["text"])
    return Line(
        id=post.id,
        at=post.date,
        url=address(story, post.id),
        words=words,
        text=judged["text"].strip() if words.endswith("…") else "",
        kind="" if post.counts else str(_not_counted_as(story, post)),
        details=" · ".join(_details(post, judged["attachments"])),
        counted=post.counts,
        why="" if post.counts else _why(story, post),
        original=_original(story, post.original) if post.original else None,
        notes=list(_notes(story.summary, post, now, story.copies.get(str(post.id)))),
        like=_like(story, post, now),
    )


def _as_judged(story: Story, post: int) -> Mapping:
    """Return the kept copy of a post; the post itself while its week is open."""
    now = story.wall.get(post)
    return story.copies.get(str(post)) or {
        "text": now.text if now else "",
        "attachments": now.attachments if now else (),
    }


def _like(story: Story, post: PostFact, now: WallPost | None) -> Like | None:
    """Tell of a likeness that a person has to look at: the fixed week's own, or the one that is known now."""
    fixed = bool(story.copies)
    known = now.like if now else None
    if not post.suspected and (fixed or known is None or not post.is_publication):
        return None
    url = post.suspected or address(story, known or 0)
    return Like(_original(story, url), None if fixed else story.decided.get((post.id, known)), open=not fixed)


def _why(story: Story, post: PostFact) -> str:
    if post.kind is Kind.DELETED and post.deleted_at:
        return _("Удалён: %(at)s его на стене уже не было") % {"at": moment(post.deleted_at)}
    return str(_WHY[_not_counted_as(story, post)])


def _not_counted_as(story: Story, post: PostFact) -> NotUnique | Kind:
    """A shared text that this public was the first to publish is, for its reader, a repetition."""
    own = post.original.startswith(address(story, 0)[:-1])
    return NotUnique.DUPLICATE if own else post.not_unique or post.kind


def _words(text: str) -> str:
    """Return the first words as a reader sees them: a mention by its name, line breaks as spaces."""
    text = " ".join(_MENTION.sub(r"\1", text).split())
    return text if len(text) <= LONGEST_WORDS else text[:LONGEST_WORDS].rsplit(" ", 1)[0].rstrip(" .,:;—-") + "…"


def _details(post: PostFact, attachments: Iterable[Mapping]) -> Iterator[str]:
    kinds = [one["type"] for one in attachments]
    if photos := kinds.count("photo"):
        yield _("%(n)s фото") % {"n": photos}
    if videos := kinds.count("video") + kinds.count("clip"):
        yield _("%(n)s видео") % {"n": videos}
    if "album" in kinds:
        yield _("альбом")
    length = post.text_length
    yield ngettext("%(n)s знак", "%(n)s знаков", length) % {"n": number(length)} if length else _("без текста")


def _original(story: Story, url: str) -> Link:
    """Name the post that keeps the text by its date if it is on this wall, by its address otherwise."""
    own, _sep, post = url.removeprefix("https://vk.com/wall-").partition("_")
    known = story.wall.get(int(post)) if own == str(story.public.vk_id) and post.isdigit() else None
    return Link(moment(known.at) if known else url.removeprefix("https://"), url)


def _notes(summary: WeekSummary | None, post: PostFact, shown: WallPost | None, copy: Mapping | None) -> Iterator[str]:
    """Yield what a person should know of a post besides whether it counts."""
    if summary and post.id in summary.verdicts.get("media", {}).get("evidence", ()):
        yield _("Без фото и видео")
    text = summary.verdicts.get("text", {}) if summary else {}
    if post.text_length and post.id in text.get("evidence", ()):
        yield _("Текст длиннее %(n)s знаков") % {"n": number(text["figures"]["longest"])}
    if shown and shown.deleted_at and post.kind is not Kind.DELETED:
        yield _("Позже удалён: на вердикт недели это не влияет")
    elif shown and copy and copy["text"] != shown.text:
        yield _("Позже изменён: здесь тот текст, по которому вынесен вердикт")
    elif shown and copy is None and shown.edited_at:
        yield _("Исправлен %(at)s") % {"at": moment(shown.edited_at)}


def not_passed(rows: Sequence[Judgement]) -> list[Judgement]:
    """Return what needs somebody's eyes: requirements first, then remarks, then what is unknown."""
    order = [Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN]
    return sorted((row for row in rows if row.outcome in order), key=lambda row: order.index(Outcome(row.outcome)))


def passed(rows: Sequence[Judgement]) -> list[Judgement]:
    """Return what is in order, exempt, or not asked of this public."""
    order = [Outcome.PASS, Outcome.WAIVED, Outcome.NOT_APPLICABLE]
    return sorted((row for row in rows if row.outcome in order), key=lambda row: order.index(Outcome(row.outcome)))
