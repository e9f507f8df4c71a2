"""What a question is, and what answers it. Pure.

Words are compared whole, in lower case, ё read as е. The methodology page shows QUESTION_WORDS as it stands.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from monitoring.facts import Question

# A comment that begins with one of these asks, with or without a question mark. Russian, then Tatar. Forms that
# praise more often than they ask («какие молодцы») are left out: with a question mark they are questions anyway.
QUESTION_WORDS = (
    "как", "где", "когда", "почему", "зачем", "сколько", "кто", "с кем", "у кого", "что", "куда", "откуда", "какой",
    "во сколько", "до скольки", "с какого", "до какого", "в каком", "можно ли", "нужно ли", "надо ли", "есть ли",
    "будет ли", "будут ли", "подскажите",
    "ничек", "нинди", "ничә", "ничәдә", "нигә", "кайда", "кая", "кайдан", "кайчан", "кайсы", "күпме", "кем", "кемгә",
    "нәрсә", "ни өчен", "буламы", "бармы", "кирәкме", "мөмкинме",
)  # fmt: skip

_ADDRESS = r"\[(?:id|club|public)\d+\|[^\]]*\]"
# A question mark inside an address asks nothing; one right after it does.
_LINK = re.compile(r"(?:https?://|www\.|\b(?:[\w-]{1,63}\.){1,5}\w{2,10}/)\S*[^\s?]")
# «[club1|Школа], как …»: VK puts the addressed one first. Greetings are no part of what is asked.
_OPENING = re.compile(rf"^(?:{_ADDRESS}|здравствуйте|добр\w+ (?:день|вечер|утро)|исәнмесез|[\W_])+")
_BEGINS = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, QUESTION_WORDS), key=len, reverse=True))})(?!\w)")
_NAMED = re.compile(r"\[id(\d+)\|")


class Said(NamedTuple):
    """A comment as the rule needs it: nobody's name, only who is who.

    ``author``: a mark of the reader, empty for the community. ``thread``: the comment that begins its thread.
    ``addresses``: marks of the readers whom it answers by name. ``asks``: it is a question.
    """

    post: int
    id: int
    date: datetime
    author: str
    thread: int
    reply_to: int = 0
    addresses: Sequence[str] = ()
    asks: bool = False


def asks(text: str) -> bool:
    """Tell whether a reader's comment is a question: it has a question mark, or begins as one."""
    plain = _LINK.sub(" ", unicodedata.normalize("NFKC", text).casefold().replace("ё", "е"))
    return "?" in plain or bool(_BEGINS.match(_OPENING.sub("", plain)))


def named(text: str) -> list[int]:
    """Return the numbers of the people whom a comment mentions: «[id1|Анна], приходите»."""
    return [int(number) for number in _NAMED.findall(text)]


def answered(said: Iterable[Said], since: datetime, until: datetime) -> tuple[Question, ...]:
    """Return the readers' questions asked from the one moment to before the other, each with its first answer.

    An answer is a later comment by the community under the same post: in the question's thread, as a reply to it,
    or naming who asked.
    """
    by_post: dict[int, list[Said]] = defaultdict(list)
    for one in sorted(said, key=lambda one: (one.date, one.id)):
        by_post[one.post].append(one)
    return tuple(
        Question(one.id, post, one.date, _answer(one, talk[place + 1 :]))
        for post, talk in sorted(by_post.items())
        for place, one in enumerate(talk)
        if one.asks and one.author and since <= one.date < until
    )


def _answer(question: Said, later: Iterable[Said]) -> datetime | None:
    return next((one.date for one in later if not one.author and _answers(one, question)), None)


def _answers(one: Said, question: Said) -> bool:
    return one.thread == question.thread or one.reply_to == question.id or question.author in one.addresses
