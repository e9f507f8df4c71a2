"""A mail server of the tests: real sockets, and whatever may become of a letter that was handed over."""

import email
import socketserver
import threading
from email.message import Message

TAKES, DROPS, REFUSES = "250 ok", "", "451 try again later"


class PostOffice(socketserver.ThreadingTCPServer):
    """Takes letters in ``letters``. ``answers``: what it says after each letter's end, the last one for all others.

    An empty answer hangs up instead: the letter is there, and the sender does not know.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self, *answers: str):
        super().__init__(("127.0.0.1", 0), Clerk)
        self.letters: list[Message] = []
        self.answers = list(answers) or [TAKES]

    def __enter__(self) -> "PostOffice":
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def after(self, letter: bytes) -> str:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer != REFUSES:
            self.letters.append(email.message_from_bytes(letter))
        return answer


class Clerk(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self._say("220 post office")
        while word := self.rfile.readline().split(b" ")[0].strip().upper():
            answer = {b"DATA": "354 go on", b"QUIT": "221 bye"}.get(word, "250 ok")
            self._say(answer)
            if word == b"QUIT" or (word == b"DATA" and not self._take()):
                return

    def _take(self) -> bool:
        lines = iter(self.rfile.readline, b".\r\n")
        answer = self.server.after(b"".join(lines))
        if answer:
            self._say(answer)
        return bool(answer)

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())
