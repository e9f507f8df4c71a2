"""One token makes a portion of calls: in one request if it may, in more if it must, again after what may pass."""

import logging
import time
from collections.abc import Callable, Sequence

from tenacity import RetryCallState, retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from . import batching, errors
from .credentials import Credential
from .errands import Errand

log = logging.getLogger(__name__)

ATTEMPTS = 4
# Seconds before calls are made again that failed inside an execute; VK wants a whole one after «too many».
PAUSE = 1.0


class Asking:
    """A token at work. ``rest(error, method)`` is called when it can do no more."""

    def __init__(self, token: Credential, rest: Callable[[errors.TokenDone, str], None]):
        self._token, self._rest = token, rest

    def make(self, portion: Sequence[Errand]) -> list:
        """Return for each call its answer or the vk.errors.VkError that it met."""
        return self._batched(portion[0].method, portion)

    def _alone(self, method: str, params: dict):
        try:
            return self._patiently(method, method, params)["response"]
        except errors.VkError as error:
            return error

    def _batched(self, method: str, portion: Sequence[Errand]) -> list:
        """Make the calls in one execute; an answer too large, or no answer, halves the batch."""
        if len(portion) == 1:
            return [self._alone(method, portion[0].params)]
        try:
            answers = self._executed(method, [errand.params for errand in portion])
        except (errors.TooLarge, errors.Transient, errors.Refused) as error:
            log.warning("execute с %s вызовами %s не удался (%s), делим пополам", len(portion), method, error)
            for errand in portion:
                errand.heavy |= isinstance(error, errors.TooLarge)
            return self._halved(method, portion)
        except errors.VkError as error:
            return [error] * len(portion)
        return self._completed(method, portion, answers)

    def _halved(self, method: str, portion: Sequence[Errand]) -> list:
        half = len(portion) // 2
        return self._batched(method, portion[:half]) + self._batched(method, portion[half:])

    def _completed(self, method: str, portion: Sequence[Errand], answers: list) -> list:
        """Make those calls again that have met, inside the execute, what may pass."""
        failed = [place for place, answer in enumerate(answers) if isinstance(answer, errors.Transient)]
        if not failed:
            return answers
        time.sleep(PAUSE)
        if len(failed) == len(portion):
            return self._halved(method, portion)
        for place, answer in zip(failed, self._batched(method, [portion[place] for place in failed]), strict=True):
            answers[place] = answer
        return answers

    def _executed(self, method: str, many: list[dict]) -> list:
        envelope = self._patiently(method, "execute", {"code": batching.script(method, many)})
        answers = batching.answers(envelope, method, len(many))
        # The token's end is learnt inside execute too.
        for answer in answers:
            if isinstance(answer, errors.TokenDone):
                self._rest(answer, method)
        return answers

    def _patiently(self, purpose: str, method: str, params: dict) -> dict:
        """Make one request, again after a fault that may pass. A token that is done rests for the purpose."""

        @retry(
            retry=retry_if_exception_type(errors.Transient),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            reraise=True,
        )
        def attempt() -> dict:
            return self._token.call(method, params, purpose)

        try:
            return attempt()
        except errors.NoTokens:
            raise
        except errors.TokenDone as error:
            self._rest(error, purpose)
            raise


_backoff = wait_exponential_jitter(multiplier=0.2, max=5, jitter=0.3)


def _wait(state: RetryCallState) -> float:
    """Return the pause before the next attempt in seconds; VK wants a whole second after «too many»."""
    failure = state.outcome.exception() if state.outcome else None
    return _backoff(state) + (1 if isinstance(failure, errors.TooFast) else 0)
