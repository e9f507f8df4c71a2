"""Python's search for cycles, as rare as long-lived processes need it: an answer of 150 ms is no answer to a click."""

import gc


def spare_the_collector(**_: object) -> None:
    """Let Python look for cycles less often: of VK's answers, many small objects, it took a fifth of the CPU.

    What is loaded by now stays for good: it is not looked at again, and forked processes share its memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
