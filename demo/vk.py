"""``python -m demo.vk --port 8090``: the local VK over the invented region, until it is interrupted."""

import argparse
import signal
import sys
import threading

from demo.institutions import SEED
from demo.region import region
from demo.server import LocalVK


def main() -> None:
    options = _options()
    stopped = threading.Event()
    # A background job of a shell ignores SIGINT unless a handler is set.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    with LocalVK(
        region(options.seed, options.copies),
        host=options.host,
        port=options.port,
        rps=options.rps,
        latency=options.latency,
    ) as vk:
        sys.stdout.write(f"Локальный ВКонтакте (вымышленные данные) отвечает: {vk.url}\n")
        sys.stdout.flush()
        stopped.wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Локальный ВКонтакте с вымышленным регионом")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090, help="0: любой свободный")
    parser.add_argument("--latency", type=float, default=0.05, help="секунд до ответа")
    parser.add_argument("--rps", type=float, default=20, help="запросов в секунду на токен")
    parser.add_argument("--copies", type=int, default=1, help="во сколько раз больше пабликов")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


if __name__ == "__main__":
    main()
