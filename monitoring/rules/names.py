"""Does a description hold an institution's full name? Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

STEM = 5

# Words of a full name that say what an institution is in law, not which one it is; nobody repeats them in a
# description. Full words and not stems: «общеобразовательное учреждение» is a legal form, «общеобразовательная
# школа» is a name.
LEGAL_WORDS = frozenset(
    """
    мбоу маоу мкоу мбдоу мадоу мкдоу мбу мау мку мбудо маудо мкудо мбусо мобу моау моу мдоу мбо мао
    гбоу гаоу гкоу гбпоу гапоу гбу гау гку гбудо гаудо гбусо гоу гдоу фгбоу фгаоу фгкоу фгбу фгау фгку
    чоу чдоу чу ноу ано анпоо аноо ооо оо до дпо спо впо
    муниципальное муниципального государственное государственного федеральное федерального
    республиканское республиканского областное областного краевое краевого
    бюджетное бюджетного автономное автономного казенное казенного частное частного
    некоммерческое некоммерческого автономная некоммерческая
    дошкольное дошкольного образовательное образовательного общеобразовательное общеобразовательного
    профессиональное профессионального учреждение учреждения организация организации
    имени им
    в во на по при для с со и из о об от у к ко за под над
    г гор пгт пос п с д ст
    """.split()  # noqa: SIM905 — words read best as words
)

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Likeness:
    """``share``: of the name's significant words that the description holds, 0 to 1. The rest in characters."""

    share: float
    other_characters: int


# An audit judges several weeks of a public by one description.
@lru_cache(maxsize=1024)
def compare(full_name: str, description: str) -> Likeness:
    """Look for a name in a description, word by word and by stems: descriptions decline («Гимназии № 1»).

    A name of legal words alone, or none, cannot be asked for: the share is 1. Runs of white space are one
    character, so that empty lines describe nothing.
    """
    text = " ".join(_folded(description).split())
    name = {word[:STEM] for word in _WORD.findall(_folded(full_name)) if word not in LEGAL_WORDS}
    found = [word for word in _WORD.findall(text) if word[:STEM] in name]
    share = len({word[:STEM] for word in found}) / len(name) if name else 1.0
    return Likeness(share, len(text) - sum(map(len, found)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
