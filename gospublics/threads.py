"""A thread of the web server that ends takes its connection to PostgreSQL with it."""

import threading
from typing import Any

_of_this_thread = threading.local()


class _Kept(list[Any]):
    """A thread's connections (psycopg2's own): closed when the thread forgets them."""

    def __del__(self) -> None:
        for one in self:
            one.close()


def end_with_thread(connection: Any, **_: object) -> None:
    """Receive Django's ``connection_created``: the connection is closed with the thread that opened it.

    The server lets threads go that have had nothing to do, and Django's own keeping is a cycle: until Python looks for
    those, which is rare here (collector.py), each such thread left PostgreSQL an open connection.
    """
    known = getattr(_of_this_thread, "connections", None) or _Kept()
    known[:] = [*(one for one in known if not one.closed), connection.connection]
    _of_this_thread.connections = known
