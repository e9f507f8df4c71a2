"""Phrases by which a text tells something: «детск* сад», where an asterisk stands for the rest of a word.

Pure: no Django, no database. Case, ё/е, quotes and punctuation do not count; several phrases stand after commas.
"""

import re
from functools import lru_cache

from registry.names import word_key

_TOKEN = re.compile(r"[\w*]+")


def found_in(words: str, text: str) -> str:
    """Return the phrase of ``words`` that stands in the text, empty if none does."""
    plain = word_key(text)
    return next((phrase for phrase, pattern in _compiled(words) if pattern.search(plain)), "")


def fault(words: str) -> str:
    """Return the phrase that would fit almost anything, empty if none: letters must stand in it, few asterisks."""
    phrases = [phrase.strip() for phrase in words.split(",")]
    return next((phrase for phrase in phrases if phrase and not _is_telling(phrase)), "")


def _is_telling(phrase: str) -> bool:
    tokens = _TOKEN.findall(phrase)
    alone = sum(not token.strip("*") for token in tokens)
    return sum(sign.isalpha() for sign in phrase) > 1 and alone < 2 and phrase.count("*") <= len(tokens)


@lru_cache(1024)
def _compiled(words: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    phrases = [phrase.strip() for phrase in words.split(",") if _is_telling(phrase)]
    return tuple((phrase, _pattern(phrase)) for phrase in phrases)


def _pattern(phrase: str) -> re.Pattern[str]:
    words = _TOKEN.findall(re.sub(r"\*+", "*", word_key(phrase)))
    tokens = [re.escape(word).replace(r"\*", r"\w*") for word in words]
    return re.compile(r"(?<!\w)" + r"\W+".join(tokens) + r"(?!\w)")
