"""What a cell of a list says about a community's address. Pure: no Django, clock, network or database.

Lists are written by hand, so that a cell may hold a label, two links, a post's address or a look-alike.
Whatever is not plainly a community is refused with a reason: a wrong public is worse than a missing one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LONGEST_CELL = 2000
# Groups have about 2.4·10⁸ numbers by now; ten digits keep telephone numbers with a code out.
LARGEST_ID = 4_000_000_000

HOSTS = {
    prefix + host
    for host in ("vk.com", "vk.ru", "vkontakte.ru", "vk.me")
    for prefix in ("", "m.", "www.", "new.")
    if host != "vk.me" or not prefix
}
SHORTENERS = {"vk.cc", "clck.ru", "bit.ly", "goo.su", "u.to", "tinyurl.com"}
OTHER_NETWORKS = {"ok.ru", "t.me", "max.ru", "rutube.ru", "dzen.ru", "vkvideo.ru", "youtube.com"}
NOTHING = {
    "", "0", "-", "–", "—", "нет", "нету", "нет группы", "нет паблика", "нет ссылки", "не имеется", "не имеют",
    "отсутствует", "отсутствуют", "не создан", "не создана", "не создано", "н/д", "no", "none", "null", "nan", "n/a",
}  # fmt: skip
SERVICE_PAGES = {
    "feed", "im", "search", "groups", "friends", "login", "settings", "mail", "docs", "music", "market", "services",
    "share.php", "wall.php", "join", "restore", "bookmarks", "video", "clips", "photos", "audio", "stories", "fave",
    "away.php", "al_im.php", "public", "club", "event", "albums", "topic", "wall", "write", "about", "support", "dev",
}  # fmt: skip
# Cyrillic letters that a reader cannot tell from Latin ones, and the letters meant.
LOOKALIKES = str.maketrans("асеорхукмтнвіјѕ", "aceopxykmthbijs")

_SEPARATORS = re.compile(r"[\s,;|\"'«»“”„‘’<>()\[\]{}]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_GLUED = re.compile(r"(?i)(?<=[^\s=/])(?=https?://)")
_LABEL = re.compile(r"^[^\s/.@:]+:(?=[^/\d])")
_SCHEME = re.compile(r"(?i)^([a-z][a-z0-9+.-]*):/+")
_HOSTLIKE = re.compile(r"^(?:[^\s/?#@:.]+\.)+[^\W\d_]{2,}\.?(?=$|[/?#:@])")
_NUMBER = re.compile(r"^-?(\d+)(?:\.0+)?$")
# «vk.com/school 1»: an address torn by a space would be another community's address without its tail.
_TORN = re.compile(r"(?ia)\b(vk(?:ontakte)?\.(?:com|ru)/[\w.]*)[ \t]+(?!vk\b)([\w]+)$")
_BY_ID = re.compile(r"(?i)^(?:club|public|event|gim|board)(\d+)$")
_OBJECT = re.compile(
    r"(?i)^(?:wall|topic|photos?|albums?|videos?|clips?|market|product|audios?|docs?|page|pages|story|stories|write"
    r"|article|poll|podcasts?)-(\d+)(?:_.*)?$"
)
_PERSON = re.compile(r"(?i)^(?:id|wall|photos?|albums?|videos?|audios?|gifts|friends)\d+(?:_.*)?$")
_APPLICATION = re.compile(r"(?i)^(?:app\d+.*|apps|games)$")
_NAME = re.compile(r"^[a-z0-9_.]{2,32}$", re.IGNORECASE)
# A browser resolves «school1/../another» before it asks for it.
_DOTS = re.compile(r"(?i)[/\\](?:\.|%2e){1,2}(?:[/\\?#]|$)")


class Reason(StrEnum):
    """Why a cell names no community."""

    NOT_A_LINK = "not_a_link"
    TOO_LONG = "too_long"
    OTHER_SITE = "other_site"
    LOOKALIKE_SITE = "lookalike_site"
    SHORTENED = "shortened"
    PERSON = "person"
    APPLICATION = "application"
    SERVICE_PAGE = "service_page"
    ARTICLE = "article"
    CYRILLIC = "cyrillic"
    BAD_NAME = "bad_name"
    SEVERAL = "several"


@dataclass(frozen=True)
class ById:
    """A community's numeric id. ``bare``: only a number stood in the cell, a person should look."""

    id: int
    bare: bool = False


@dataclass(frozen=True)
class ByName:
    """A screen name in lower case; what it belongs to is for VK to say."""

    name: str


@dataclass(frozen=True)
class NoLink:
    """The institution has no public yet."""


@dataclass(frozen=True)
class Refused:
    """No community. ``hint``: what may have been meant, empty if nothing comes to mind."""

    reason: Reason
    hint: str = ""


Link = ById | ByName | NoLink | Refused


def parse(text: str) -> Link:
    """Read one cell. Links to other sites are overlooked where exactly one community stands beside them."""
    if len(text) > LONGEST_CELL:
        return Refused(Reason.TOO_LONG)
    text = _clean(text)
    if text.casefold().rstrip(".") in NOTHING:
        return NoLink()
    if torn := _TORN.search(text):
        return Refused(Reason.BAD_NAME, torn.group(1) + torn.group(2))
    return _only_one(list(_links_in(text)))


def parse_address(text: str) -> Link:
    """Read one whole address as a browser opens it: nothing is corrected, overlooked or picked out of other words."""
    scheme = _SCHEME.match(text)
    if len(text) > LONGEST_CELL or re.search(r"\s", text) or not (scheme or _HOSTLIKE.match(text)):
        return Refused(Reason.NOT_A_LINK)
    if scheme and scheme.group(1).lower() not in {"http", "https"}:
        return Refused(Reason.NOT_A_LINK)
    address = text[scheme.end() :] if scheme else text
    return Refused(Reason.BAD_NAME) if _DOTS.search(address) else _read_url(address)


def _clean(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def _only_one(links: list[Link]) -> Link:
    """Return the one community among the links, else the first reason why there is none."""
    communities = {_identity(link): link for link in links if not isinstance(link, Refused)}
    if len(communities) > 1:
        return Refused(Reason.SEVERAL)
    return next(iter(communities.values()), links[0] if links else Refused(Reason.NOT_A_LINK))


def _identity(link: Link) -> int | str:
    return link.id if isinstance(link, ById) else getattr(link, "name", "")


def _links_in(text: str) -> Iterator[Link]:
    tokens = [token.strip(".,:!*=") for token in _SEPARATORS.split(_GLUED.sub(" ", text))]
    tokens = [_LABEL.sub("", token) for token in tokens if token]
    linklike = [token for token in tokens if _is_linklike(token)]
    # A word alone in its cell is an address without a site; among other words it is just a word.
    alone = tokens if len(tokens) == 1 else []
    yield from map(_read, linklike or alone)


def _is_linklike(token: str) -> bool:
    plain = token.lstrip("/")
    return bool(
        _SCHEME.match(token)
        or token.startswith("@")
        or _HOSTLIKE.match(plain)
        or _BY_ID.match(plain)
        or _OBJECT.match(plain)
    )


def _read(token: str) -> Link:
    if number := _NUMBER.match(token):
        return _by_id(number.group(1), bare=True)
    if scheme := _SCHEME.match(token):
        if scheme.group(1).lower() not in {"http", "https"}:
            return Refused(Reason.NOT_A_LINK)
        return _read_url(token[scheme.end() :])
    if _HOSTLIKE.match(token.lstrip("/")):
        return _read_url(token.lstrip("/"))
    return _read_path(urlsplit("//vk.com/" + token.removeprefix("/").removeprefix("@")))


def _read_url(address: str) -> Link:
    try:
        parts = urlsplit("//" + address)
        host = (parts.hostname or "").rstrip(".")
        odd = "@" in parts.netloc or parts.port not in {None, 80, 443}
    except ValueError:
        return Refused(Reason.NOT_A_LINK)
    if not host:
        return Refused(Reason.NOT_A_LINK)
    if odd:
        return Refused(Reason.LOOKALIKE_SITE)
    return _read_path(parts) if host in HOSTS else _foreign(host, parts)


def _foreign(host: str, parts: SplitResult) -> Refused:
    site = host.removeprefix("www.").removeprefix("m.")
    if site in SHORTENERS:
        return Refused(Reason.SHORTENED)
    if site in OTHER_NETWORKS or not _resembles_vk(site):
        return Refused(Reason.OTHER_SITE, site)
    return Refused(Reason.LOOKALIKE_SITE, site)


def _resembles_vk(site: str) -> bool:
    """Tell whether a reader may take the site for VK: vk.com.evil.ru, vk-com.ru, vк.com."""
    letters = re.sub(r"[^a-z]", "", site.translate(LOOKALIKES))
    return any(name in letters for name in ("vkcom", "vkru", "vkontakte", "vkon", "vkcm"))


def _read_path(parts: SplitResult) -> Link:
    """Read what stands after the site: an object of a community wins over the page that shows it."""
    query = parse_qs(parts.query)
    for value in query.get("w", []) + query.get("z", []):
        if owner := _OBJECT.match(value):
            return _by_id(owner.group(1))
    path = unquote(parts.path).strip("/").strip()
    if path == "away.php" and query.get("to"):
        return _read_url(_SCHEME.sub("", query["to"][0]))
    first, _, rest = path.partition("/")
    if first in SERVICE_PAGES and rest.startswith("@"):
        first = rest
    return _read_segment(first.rstrip(".,;:)"))


def _read_segment(segment: str) -> Link:
    if match := _BY_ID.match(segment) or _OBJECT.match(segment):
        return _by_id(match.group(1))
    if not segment or segment.lower() in SERVICE_PAGES:
        return Refused(Reason.SERVICE_PAGE if segment else Reason.NOT_A_LINK)
    if segment.startswith("@") and "-" in segment:
        return Refused(Reason.ARTICLE, f"vk.com/{segment[1:].partition('-')[0]}")
    if _PERSON.match(segment):
        return Refused(Reason.PERSON)
    return Refused(Reason.APPLICATION) if _APPLICATION.match(segment) else _by_name(segment.removeprefix("@"))


def _by_id(digits: str, bare: bool = False) -> Link:
    if not 0 < int(digits[:20]) <= LARGEST_ID:
        return Refused(Reason.NOT_A_LINK if bare else Reason.BAD_NAME)
    return ById(int(digits), bare)


def _by_name(name: str) -> Link:
    if _NAME.match(name) and not name.isdigit():
        return ByName(name.lower())
    if any("а" <= letter <= "ӿ" for letter in name.lower()):
        meant = name.lower().translate(LOOKALIKES)
        return Refused(Reason.CYRILLIC, f"vk.com/{meant}" if _NAME.match(meant) else "")
    return Refused(Reason.BAD_NAME)
