"""The fixed texts of a sheet, in the sheet's own language.

They are no part of the portal's interface and do not follow its language: a Russian-speaking
officer prints Tatar sheets too.
"""

from dataclasses import dataclass
from typing import Final

BOTH: Final = "both"
LONGEST_TITLE, LONGEST_CALL = 250, 60


@dataclass(frozen=True)
class Texts:
    """`calls` are suggested calls to action: the first is the usual one."""

    calls: tuple[str, ...]
    hint: str
    official: str
    state: str


TEXTS: Final = {
    "ru": Texts(
        # The first two are the letter's own examples (instruction, step 6).
        calls=(
            "Подпишитесь и будьте в курсе",
            "Узнавайте новости первыми",
            "Новости и объявления — на нашей странице",
        ),
        hint="Наведите камеру телефона на код",
        official="Официальная страница ВКонтакте",
        state="Госорганизация",
    ),
    "tt": Texts(
        calls=(
            "Язылыгыз һәм яңалыклардан хәбәрдар булыгыз",
            "Яңалыкларны беренче булып белегез",
            "Яңалыклар һәм белдерүләр — безнең сәхифәдә",
        ),
        hint="Телефон камерасын кодка юнәлтегез",
        official="ВКонтактедагы рәсми сәхифә",
        state="Дәүләт оешмасы",
    ),
}


@dataclass(frozen=True)
class Words:
    """What a sheet says: `title` and `call` in its language, `…_tt` beside them where both are on it.

    `language`: «ru», «tt» or BOTH. An empty call is the usual one.
    """

    language: str = "ru"
    title: str = ""
    title_tt: str = ""
    call: str = ""
    call_tt: str = ""

    def titles(self, language: str) -> tuple[str, ...]:
        """Return the titles of a sheet in that language, which need not be the words' own."""
        return (self.title, self.title_tt) if language == BOTH else (self._one(language, self.title, self.title_tt),)

    def calls(self, language: str) -> tuple[str, ...]:
        """Return the calls to action of a sheet in that language."""
        if language == BOTH:
            return call_in("ru", self.call), call_in("tt", self.call_tt)
        return (call_in(language, self._one(language, self.call, self.call_tt)),)

    def _one(self, language: str, text: str, text_tt: str) -> str:
        return (text_tt or text) if language == "tt" != self.language else text


def call_in(language: str, call: str) -> str:
    """Return the call to action for a sheet in a language.

    None given means the usual one; a suggested one follows the language, people's own words stay.
    """
    suggested = _place(call) if call.strip() else 0
    return call if suggested is None else TEXTS[language].calls[suggested]


def is_usual(call: str) -> bool:
    """Tell whether it is the call that stands where nobody writes one."""
    return not call.strip() or _place(call) == 0


def suggestions(languages: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the suggested calls, each in all the languages."""
    return list(zip(*(TEXTS[language].calls for language in languages), strict=True))


def _place(call: str) -> int | None:
    return next((texts.calls.index(call) for texts in TEXTS.values() if call in texts.calls), None)
