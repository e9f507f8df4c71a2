"""Asks the web server whether the portal is well; exit status 0 if it is. For Docker and the launcher."""

import os
import sys
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT = 5  # seconds


def is_healthy(port: int, site: str) -> bool:
    """`site` is SITE_URL: its host is one that the portal answers to, 127.0.0.1 need not be."""
    host = urllib.parse.urlsplit(site).netloc or "127.0.0.1"
    question = urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers={"Host": host})
    try:
        with urllib.request.urlopen(question, timeout=TIMEOUT) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


if __name__ == "__main__":
    sys.exit(not is_healthy(int(os.environ.get("GRANIAN_PORT", "8000")), os.environ.get("SITE_URL", "")))
