"""Many calls of one method in one ``execute``: its script, and which answer or error belongs to which call. Pure."""

import json
from collections.abc import Sequence

from . import errors


def script(method: str, many: Sequence[dict]) -> str:
    """Return the VKScript that makes the calls and returns their answers in order."""
    calls = ",".join(f"API.{method}({json.dumps(params, ensure_ascii=False)})" for params in many)
    return f"return [{calls}];"


def answers(envelope: dict, method: str, calls: int) -> list:
    """Return each call's answer or vk.errors.VkError. Raises errors.TooLarge where they cannot be paired."""
    told = list(envelope["response"])
    reasons = [error for error in envelope["execute_errors"] if error.get("method") == method]
    failed = [place for place, answer in enumerate(told) if answer is False]
    if len(told) != calls or len(failed) != len(reasons):
        # VK pairs failures with reasons by order only; where the numbers differ, asking again is surer.
        raise errors.TooLarge("ответы execute не сходятся с вызовами")
    for place, reason in zip(failed, reasons, strict=True):
        told[place] = errors.from_reply(reason)
    return told
