"""The fixed texts of a sheet, in the sheet's own language.

They are no part of the portal's interface and do not follow its language: a Russian-speaking
officer prints Tatar sheets too.
"""

from dataclasses import dataclass
from typing import Final


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


def call_in(language: str, call: str) -> str:
    """Return the call to action for a sheet in a language.

    None given means the usual one; a suggested one follows the language, people's own words stay.
    """
    if not call.strip():
        return TEXTS[language].calls[0]
    for texts in TEXTS.values():
        if call in texts.calls:
            return TEXTS[language].calls[texts.calls.index(call)]
    return call
