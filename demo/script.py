"""A reader of VKScript, as much of it as clients send: variables, calls, arrays, objects, ``while``, ``push``.

``run("return [API.wall.get({...}), ...];", call)`` returns what the script returns. Grammar::

    statement  = "var" name "=" value {"," ...} ";" | path "=" value ";" | "while" "(" value ")" "{" ... "}"
               | "return" value ";" | value ";"
    value      = sum ["<" sum],  sum = primary {"+" primary}
    primary    = literal | array | object | "API." name "." name "(" [object] ")" | path | "(" value ")"
"""

import json
import operator
import re
from collections.abc import Callable

OPERATIONS = 1000
TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(.))', re.DOTALL)
LITERALS = {"true": True, "false": False, "null": None}


class NotCompiled(Exception):
    """The code is no VKScript that this reader knows."""


class Failed(Exception):
    """The code broke off while it ran."""


class _Returned(Exception):
    def __init__(self, value):
        self.value = value


def run(code: str, call: Callable[[str, dict], object]):
    """Run a script; ``call(method, params)`` makes its API calls. Raises NotCompiled or Failed."""
    runner = _Runner(_tokens(code), call)
    try:
        runner.statements()
    except _Returned as returned:
        return returned.value
    except RecursionError:
        raise NotCompiled("nested too deep") from None
    return None


def _tokens(code: str) -> list[str]:
    return [match.group().strip() for match in TOKEN.finditer(code.strip())]


class _Runner:
    """Walks over the tokens and does what they say at once; a loop goes back to its first token."""

    def __init__(self, tokens: list[str], call: Callable[[str, dict], object]):
        self.tokens, self.call = tokens, call
        self.place = 0
        self.names: dict[str, object] = {}
        self.left = OPERATIONS

    def peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise NotCompiled(f"'{wanted or 'a value'}' expected, '{token or 'end'}' found")
        self.place += 1
        return token

    def accept(self, wanted: str) -> bool:
        found = self.peek() == wanted
        self.place += found
        return found

    def statements(self, end: str = "") -> None:
        while self.peek() != end:
            self.statement()

    def statement(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Failed("too many operations")
        if self.accept("return"):
            raise _Returned(self.value())
        if self.accept("while"):
            return self._loop()
        if self.accept("var"):
            self._declarations()
        elif self.peek() == ";":
            pass
        else:
            self._assignment_or_value()
        self.take(";")
        return None

    def _declarations(self) -> None:
        while True:
            name = self.take()
            self.take("=")
            self.names[name] = self.value()
            if not self.accept(","):
                return

    def _assignment_or_value(self) -> None:
        """Read ``name = value``, ``name.key = value`` or a value such as ``list.push(...)``."""
        if self.peek(1) == "=":
            name = self.take()
            self.take("=")
            self.names[name] = self.value()
        elif self.peek(1) == "." and self.peek(3) == "=":
            owner, _, key, _ = (self.take() for _ in range(4))
            _expect(self._of(owner), dict)[key] = self.value()
        else:
            self.value()

    def _loop(self) -> None:
        start = self.place
        while True:
            self.place = start
            self.take("(")
            goes_on = self.value()
            self.take(")")
            self.take("{")
            if not goes_on:
                return self._skip_block()
            self.statements("}")

    def _skip_block(self) -> None:
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)

    def value(self):
        left = self._sum()
        return _both(operator.lt, left, self._sum()) if self.accept("<") else left

    def _sum(self):
        total = self._primary()
        while self.accept("+"):
            total = _both(operator.add, total, self._primary())
        return total

    def _primary(self):
        piece = self.take()
        if piece == "[":
            return self._items("]", self.value)
        if piece == "{":
            return dict(self._items("}", self._pair))
        if piece == "(":
            return self._enclosed()
        if piece == "API":
            return self._api()
        if piece[0] in "\"'":
            return _string(piece)
        return self._word(piece)

    def _word(self, token: str):
        if token in LITERALS:
            return LITERALS[token]
        if token.lstrip("-")[:1].isdigit():
            return json.loads(token)
        if not token.isidentifier():
            raise NotCompiled(f"unexpected '{token}'")
        return self._members(self._of(token))

    def _enclosed(self):
        value = self.value()
        self.take(")")
        return value

    def _items(self, end: str, read: Callable) -> list:
        items = []
        while not self.accept(end):
            items.append(read())
            if self.peek() != end:
                self.take(",")
        return items

    def _pair(self) -> tuple[str, object]:
        key = self.take()
        self.take(":")
        return (_string(key) if key[0] in "\"'" else key), self.value()

    def _api(self):
        self.take(".")
        section = self.take()
        self.take(".")
        method = f"{section}.{self.take()}"
        self.take("(")
        arguments = self._items(")", self.value)
        return self._members(self.call(method, dict(arguments[0]) if arguments else {}))

    def _of(self, name: str):
        if name not in self.names:
            raise NotCompiled(f"unknown name '{name}'")
        return self.names[name]

    def _members(self, value):
        """Follow ``.key``, ``[index]``, ``.length`` and ``.push(...)``; what is not there is null, as in VK."""
        while True:
            if self.accept("["):
                value = _member(value, self.value())
                self.take("]")
            elif self.accept("."):
                key = self.take()
                value = self._pushed(value) if key == "push" else _member(value, key)
            else:
                return value

    def _pushed(self, value) -> int:
        self.take("(")
        _expect(value, list).extend(self._items(")", self.value))
        return len(value)


def _both(operation: Callable, left, right):
    try:
        return operation(left, right)
    except TypeError:
        raise Failed("values of different types") from None


def _expect(value, type: type):
    if not isinstance(value, type):
        raise Failed(f"a value is not of type {type.__name__}")
    return value


def _member(value, key):
    if key == "length" and isinstance(value, list | str):
        return len(value)
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):
        return None


def _string(token: str) -> str:
    """Read a string in either kind of quotes."""
    if len(token) < 2:
        raise NotCompiled("a string without an end")
    if token[0] == "'":
        token = '"' + token[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    try:
        return json.loads(token, strict=False)
    except ValueError:
        raise NotCompiled("a broken string") from None
