"""How people write institutions, districts, types, categories and «да/нет». Pure: no Django, no database.

The tables are the whole knowledge: a word that a list uses and the portal does not know is added here.
Keys (``…_key``) serve comparison only and are never shown.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

# --- what a cell of the type column may say ---------------------------------------------------------
TYPES: dict[str, tuple[str, ...]] = {
    "authority": (
        "орган власти", "министерство", "агентство", "ведомство", "исполком", "исполнительный комитет", "моуо",
        "управление образования", "отдел образования", "комитет образования", "администрация", "роуо",
    ),
    "rural_administration": ("сельское поселение", "сельская администрация", "сп", "поселение"),
    "kindergarten": ("детский сад", "детсад", "ясли-сад", "доу", "мбдоу", "мадоу", "мкдоу", "дошкольное", "дс", "доо"),
    "school": (
        "школа", "сош", "оош", "нош", "гимназия", "лицей", "кадетская школа", "кадетский корпус", "школа-интернат",
        "прогимназия", "общеобразовательная организация", "общеобразовательное учреждение", "оо", "мбоу", "маоу",
    ),
    "college": ("колледж", "техникум", "ссуз", "спо", "училище", "профессиональное образование", "гапоу", "гбпоу"),
    "additional_education": (
        "дополнительное образование", "удо", "ддт", "цвр", "цдт", "ддют", "дюц", "кванториум", "станция юных техников",
        "дши", "дмш", "дхш", "дом детского творчества", "центр внешкольной работы", "допобразование",
        "доп. образование",
    ),
    "childrens_home": ("детский дом", "дом ребенка"),
    "youth_centre": ("молодежный центр", "молодежная политика", "подростковый клуб", "центр молодежи"),
    "culture": (
        "культура", "дом культуры", "дворец культуры", "дк", "рдк", "сдк", "библиотека", "музей", "театр", "кинотеатр",
    ),
    "health": ("больница", "поликлиника", "здравоохранение", "црб", "медицина", "диспансер", "амбулатория", "фап"),
    "sport": ("спортшкола", "спортивная школа", "спорт", "сш", "дюсш", "сшор", "ледовый дворец", "бассейн", "стадион"),
    "social": ("центр занятости", "кцсон", "социальная защита", "социальная сфера", "соцзащита", "цзн"),
    "residential_home": ("дом-интернат", "дом престарелых", "психоневрологический интернат", "пни"),
    "mfc": ("мфц", "многофункциональный центр"),
    "other": ("иное", "другое", "прочее", "прочие"),
}  # fmt: skip
# A sphere wider than one type: the name of the institution decides.
WIDE_SPHERES = {"образование"}

# What tells an institution's name from a heading («Апастовский район») that stands alone in its row.
_INSTITUTION = re.compile(
    r"школ|гимнази|лице[йя]|кадет|интернат|дет\w* сад|ясли|колледж|техникум|училищ|творчеств|центр|кванториум|юных"
    r"|дворец|дом|культур|библиотек|музе[йя]|театр|стадион|бассейн|спорт|больниц|поликлиник|диспансер|министерств"
    r"|исполком|(?:управлени|отдел)\w* образован|исполнительн\w+ комитет|администрац|агентств|поселени|занятост"
    r"|социальн|молодеж|\b(?:[оснм]ош|[мг]?[бака]?д?оу|м[бак]удо|г[аб]п?оу|ддт|цвр|цдт|удо|дши|дмш|дхш|дюсш|сшор|мфц|кцсон|црб|[ср]?дк)\b"
)

CATEGORIES: dict[str, tuple[str, ...]] = {
    "flagship": ("флагман", "флагманы", "флагманский", "флагманские", "флагманская", "flagship"),
    "active": ("активный", "активные", "активная", "active"),
    "card": ("визитка", "визитки", "визитный", "визитная", "card"),
}
NOT_TOLD = {"", "-", "–", "—", "нет", "не указана", "не указано", "категория не указана", "без категории", "unset"}
YES = {"да", "1", "1.0", "+", "есть", "имеется", "подключен", "подключена", "подключено", "true", "yes", "v", "✓", "✔"}
NO = {"нет", "0", "0.0", "-", "–", "—", "отсутствует", "не подключен", "не подключена", "не подключено", "false", "no"}
REPUBLICAN = {"республиканские", "республиканский", "республиканское", "государственные", "регион", "региональные"}

_LEGAL_WORDS = (
    r"муниципальн\w+|бюджетн\w+|автономн\w+|казенн\w+|государственн\w+|частн\w+|общеобразовательн(?:ое|ого|ая|ой)"
    r"|образовательн\w+|дошкольн\w+|профессиональн(?:ое|ого)|учреждени\w+|организаци\w+"
)
_LEGAL_ABBREVIATIONS = (
    r"(?:[мгч][бака]?|фг[бака])(?:оу|доу|удо|уд|у|ук|поу|оо|оуд|оудо|удод|оудод|узс?|усо)|гау[кз]|гбуз|мбоу сош|оу|чоу"
)
_LEGAL = re.compile(rf"\b(?:{_LEGAL_WORDS}|{_LEGAL_ABBREVIATIONS})\b")
_SPELLED_FORM = re.compile(
    r"(?i)^(?:(?:муниципальн|бюджетн|автономн|казенн|казённ|государственн|общеобразовательн|образовательн|дошкольн"
    r"|профессиональн)\w+\s+)+(?:учреждение|организация)(?:\s+дополнительного\s+образования)?\s*"
)
_MUNICIPAL_TAIL = re.compile(r"\b[\w-]+ого муниципального района(?: республики \w+| рт)?|\bреспублики \w+$")
# Whoever writes the name in full and whoever abbreviates it mean one school.
_ABBREVIATED = (
    (re.compile(r"\bсредн\w+ общеобразовательн\w+ школ\w+"), "сош"),
    (re.compile(r"\bосновн\w+ общеобразовательн\w+ школ\w+"), "оош"),
    (re.compile(r"\bначальн\w+ общеобразовательн\w+ школ\w+"), "нош"),
)
_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2065), 0xFEFF))
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
_QUOTES = frozenset('"“”„')
_SIGNS = {**_INVISIBLE, **_CONTROL}
_DISTRICT_WORDS = re.compile(
    r"(?i)\bмуниципальн(?:ый|ого) район\w*|\b(?:муниципальное образование|городской округ)\b|\b(?:м\.?\s?р|го|мо)\b\.?"
    r"|\bрайона?\b|\bр-н\b|\b(?:город|гор|г)\b\.?"
)
_CITY = re.compile(r"(?i)\b(?:город|гор|г)\b|\bгородской округ\b|\bго\b")


def tidy(text: str) -> str:
    """Return the text as it is stored: NFC, one space between words, no invisible signs, «ёлочки»."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(_SIGNS).split())
    if _QUOTES.isdisjoint(text):
        return text
    text = re.sub(r'(?:^|(?<=[\s(«]))["“”„](?=\S)', "«", text)
    return re.sub(r'["“”„]', "»", text)


def outside_brackets(text: str) -> str:
    """Return the text without what stands in brackets; one that nobody closed is a sign like others.

    Only what stands before the last closing one is searched: a thousand open ones would be searched to the end each.
    """
    closed, last, rest = text.rpartition(")")
    return re.sub(r"\([^)]*\)", " ", closed + last) + rest


def word_key(text: str) -> str:
    """Return a word or phrase as the tables above hold it."""
    return tidy(text).casefold().replace("ё", "е").strip(" .,:;«»")


@lru_cache(10_000)
def name_key(name: str) -> str:
    """Return what makes a name the same within a district: no quotes, legal form, «№», municipal tail."""
    text = re.sub(r"[^\w\s-]+|_", " ", word_key(name).replace("№", " "))
    plain = " ".join(text.split())
    for spelled, short in _ABBREVIATED:
        plain = spelled.sub(short, plain)
    bare = " ".join(_LEGAL.sub(" ", _MUNICIPAL_TAIL.sub(" ", plain)).split())
    # «МБДОУ № 5» and «МБОУ № 5» have nothing but their form to tell them apart.
    return bare if re.search(r"[^\W\d_]{3}", bare) else plain


def short_name(full: str) -> str:
    """Return a full name without its spelled-out legal form, at most 250 characters."""
    rest = _SPELLED_FORM.sub("", full).strip()
    unquoted = rest[1:-1] if re.fullmatch(r"«[^«»]+»", rest) else rest
    return ((unquoted[:1].upper() + unquoted[1:]) if unquoted else full)[:250]


@lru_cache(4096)
def type_of(text: str) -> str | None:
    """Return the type that a cell of the type column names, None for an unknown or ambiguous word."""
    word = word_key(text)
    exact = _BY_TYPE_WORD.get(word)
    if exact:
        return exact
    found = {code for known, code in _BY_TYPE_WORD.items() if re.search(rf"(?<!\w){re.escape(known)}(?!\w)", word)}
    return found.pop() if len(found) == 1 else None


def is_wide_sphere(text: str) -> bool:
    return word_key(text) in WIDE_SPHERES


def looks_like_institution(text: str) -> bool:
    """Tell whether the text may be an institution's name and no heading."""
    return bool(_INSTITUTION.search(word_key(text)))


def category_of(text: str) -> str | None:
    """Return the category, None where none is told. Raises ValueError for an unknown word."""
    word = re.sub(r"\s*[-–—]\s*", "-", word_key(text))
    word = re.sub(r"^(?:паблик|страниц|сообществ)\w*[- ]|[- ](?:паблик|страниц|сообществ)\w*$", "", word)
    if word in NOT_TOLD:
        return None
    for category, words in CATEGORIES.items():
        if word in words:
            return category
    raise ValueError(text)


def yes_no(text: str) -> bool | None:
    """Return True, False, or None for an empty cell. Raises ValueError for an unknown word."""
    word = word_key(text)
    if not word:
        return None
    if word not in YES | NO:
        raise ValueError(text)
    return word in YES


# --- districts ----------------------------------------------------------------------------------------
@lru_cache(4096)
def district_key(text: str) -> str:
    """Return a district's name without «муниципальный район», «г.» and whatever stands in brackets."""
    outside = outside_brackets(tidy(text)).partition(",")[0]
    return " ".join(re.sub(r"[^\w\s-]+", " ", _DISTRICT_WORDS.sub(" ", word_key(outside))).split())


def district_name(text: str) -> str:
    """Return the name under which a new district is kept."""
    outside = outside_brackets(tidy(text)).partition(",")[0]
    return " ".join(_DISTRICT_WORDS.sub(" ", outside).split()).strip(" .") or tidy(text)


def is_city(text: str) -> bool:
    return bool(_CITY.search(tidy(text)))


def is_republican(text: str) -> bool:
    """Tell whether the cell names no district but the region itself."""
    key = district_key(text)
    return key in REPUBLICAN or key.startswith("республика ")


def districts_in(text: str, forms: Mapping[str, int]) -> set[int]:
    """Return the values of those forms (``district_key`` of a name in any case) that stand in the text as words."""
    words = " ".join(re.findall(r"[\w-]+", word_key(text)))
    return {value for form, value in forms.items() if form and f" {form} " in f" {words} "}


# --- ОГРН ---------------------------------------------------------------------------------------------
class OgrnFault(StrEnum):
    NOT_DIGITS = "not_digits"
    ROUNDED = "rounded"
    PERSON = "person"
    LENGTH = "length"
    CONTROL = "control"


def ogrn_digits(text: str) -> str:
    """Return the cell without spaces and without what a spreadsheet adds to a number («….0»)."""
    return re.sub(r"[.,]0+$", "", re.sub(r"[\s'`]+", "", tidy(text)))


def ogrn_fault(digits: str) -> OgrnFault | None:
    """Return what is wrong with an ОГРН, None for a good one. The 13th digit checks the other twelve."""
    if re.fullmatch(r"\d[.,]\d+e\+?\d+", digits.casefold().replace("е", "e")):
        return OgrnFault.ROUNDED
    if not (digits.isascii() and digits.isdigit()):
        return OgrnFault.NOT_DIGITS
    if len(digits) != 13:
        return OgrnFault.PERSON if len(digits) == 15 else OgrnFault.LENGTH
    return None if int(digits[:12]) % 11 % 10 == int(digits[12]) else OgrnFault.CONTROL


def _inverted(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word_key(word): code for code, words in table.items() for word in words}


_BY_TYPE_WORD = _inverted(TYPES)
