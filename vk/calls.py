"""Many calls of one method, made in the fewest requests that the tokens at hand allow.

User tokens put 25 calls into one ``execute``; service tokens make them one by one on several connections.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from tenacity import RetryCallState, retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from . import errors, ledger
from .credentials import Credential

log = logging.getLogger(__name__)

EXECUTE_CALLS = 25
ATTEMPTS = 4


@dataclass(frozen=True)
class Answer:
    """What one call brought, and with which kind of token: the kind decides what VK's flags mean."""

    value: dict | list | errors.VkError
    kind: str = ""


def script(method: str, many: Sequence[dict]) -> str:
    """Return the VKScript that makes the calls and returns their answers in order."""
    calls = ",".join(f"API.{method}({json.dumps(params, ensure_ascii=False)})" for params in many)
    return f"return [{calls}];"


class Calls:
    """Makes calls with a pool of tokens; counts the requests it sent."""

    def __init__(self, credentials: Sequence[Credential]):
        self.credentials = credentials
        self.requests = 0
        # The parameters of calls that shared an answer too large: who asked for them may ask for less next time.
        self.too_large: list[Sequence[dict]] = []

    def one(self, method: str, params: dict) -> Any:
        """Return VK's answer to one call. Raises vk.errors.VkError."""
        answer = self.many(method, [params])[0].value
        if isinstance(answer, errors.VkError):
            raise answer
        return answer

    def many(self, method: str, many: Sequence[dict], at_once: int = EXECUTE_CALLS) -> list[Answer]:
        """Return the answer to each set of parameters, in their order; ``at_once``: calls in one execute at most.

        The calls go to the first token that may make them; what it could not make goes to the next one.
        """
        results: dict[int, Answer] = {}
        for token in self.credentials:
            todo = [place for place in range(len(many)) if place not in results]
            if todo and not token.resting(method):
                granted = todo[: ledger.reserve(token.key, method, len(todo), timezone.localdate())]
                answers = self._made_by(token, method, [many[place] for place in granted], at_once)
                results.update(self._settled(token, method, granted, answers))
        nobody = Answer(errors.NoTokens("не осталось токенов, которыми можно спросить ВКонтакте"))
        return [results.get(place, nobody) for place in range(len(many))]

    def _settled(self, token: Credential, method: str, places: list[int], answers: list) -> Iterator:
        """Yield what is final; calls that only this token could not make are left for the others."""
        for place, answer in zip(places, answers, strict=True):
            if not isinstance(answer, errors.TokenDone):
                yield place, Answer(answer, token.kind)
            elif isinstance(answer, errors.QuotaExhausted):
                ledger.exhaust(token.key, method, timezone.localdate())

    def _made_by(self, token: Credential, method: str, many: list[dict], at_once: int) -> list:
        if token.kind == "user" and at_once > 1:
            parts = [many[start : start + at_once] for start in range(0, len(many), at_once)]
            return [answer for part in parts for answer in self._batched(token, method, part)]
        with ThreadPoolExecutor(max_workers=settings.VK_CONNECTIONS) as threads:
            return list(threads.map(lambda params: self._alone(token, method, params), many))

    def _alone(self, token: Credential, method: str, params: dict):
        try:
            return self._patiently(token, method, method, params)["response"]
        except errors.VkError as error:
            return error

    def _batched(self, token: Credential, method: str, many: list[dict]) -> list:
        """Make the calls in one execute; an answer too large, or no answer, halves the batch."""
        if len(many) == 1:
            return [self._alone(token, method, many[0])]
        try:
            return self._executed(token, method, many)
        except (errors.TooLarge, errors.Transient, errors.Refused) as error:
            log.warning("execute с %s вызовами %s не удался (%s), делим пополам", len(many), method, error)
            if isinstance(error, errors.TooLarge):
                self.too_large.append(many)
            half = len(many) // 2
            return self._batched(token, method, many[:half]) + self._batched(token, method, many[half:])
        except errors.VkError as error:
            return [error] * len(many)

    def _executed(self, token: Credential, method: str, many: list[dict]) -> list:
        envelope = self._patiently(token, method, "execute", {"code": script(method, many)})
        answers = envelope["response"]
        reasons = [error for error in envelope["execute_errors"] if error.get("method") == method]
        failed = [place for place, answer in enumerate(answers) if answer is False]
        if len(answers) != len(many) or len(failed) != len(reasons):
            # VK pairs failures with reasons by order only; where the numbers differ, asking again is surer.
            raise errors.TooLarge("ответы execute не сходятся с вызовами")
        answers = list(answers)
        for place, reason in zip(failed, reasons, strict=True):
            answers[place] = self._inner(token, method, errors.from_reply(reason))
        return answers

    def _inner(self, token: Credential, method: str, error: errors.VkError) -> errors.VkError:
        """Note an error of a call inside execute: the token's end is learnt here too."""
        if isinstance(error, errors.TokenDone):
            token.rest(error, method)
        return error

    def _patiently(self, token: Credential, purpose: str, method: str, params: dict) -> dict:
        """Make one request, again after a fault that may pass. A token that is done rests for the purpose."""

        @retry(
            retry=retry_if_exception_type(errors.Transient),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            reraise=True,
        )
        def attempt() -> dict:
            self.requests += 1
            return token.call(method, params)

        if reason := token.resting(purpose):
            raise errors.NoTokens(reason)
        try:
            return attempt()
        except errors.TokenDone as error:
            token.rest(error, purpose)
            raise


_backoff = wait_exponential_jitter(multiplier=0.2, max=5, jitter=0.3)


def _wait(state: RetryCallState) -> float:
    """Return the pause before the next attempt in seconds; VK wants a whole second after «too many»."""
    failure = state.outcome.exception() if state.outcome else None
    return _backoff(state) + (1 if isinstance(failure, errors.TooFast) else 0)
