"""What stands behind HAProxy's proxies in a case: a server for each that answers with its name, and a
datagram socket for each that forwards messages."""

import contextlib
import os
import selectors
import socket
import threading
from collections.abc import Iterable

from .layout import identity_path, sink_path


def identity(owner: str) -> str:
    """How an owner names itself in its answers."""
    return f"ID[{owner}]"


def http_answer(owner: str) -> bytes:
    """A whole HTTP/1.0 answer; the same bytes do for a proxy that speaks TCP."""
    body = identity(owner)
    return f"HTTP/1.0 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


class IdentityServers:
    """Unix sockets that answer anything with the identity of their owner, served by one thread."""

    def __init__(self, owners: Iterable[str]) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake_end, self._stop_end = socket.socketpair()
        self._selector.register(self._wake_end, selectors.EVENT_READ, None)
        for owner in owners:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(identity_path(owner))
            listener.listen(256)
            listener.setblocking(False)
            self._selector.register(listener, selectors.EVENT_READ, (http_answer(owner), True))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                if key.data is None:
                    return
                answer, listens = key.data
                if listens:
                    self._accept(sock, answer)
                else:
                    self._answer(sock, answer)

    def _accept(self, listener: socket.socket, answer: bytes) -> None:
        with contextlib.suppress(OSError):
            connection = listener.accept()[0]
            connection.setblocking(False)
            self._selector.register(connection, selectors.EVENT_READ, (answer, False))

    def _answer(self, connection: socket.socket, answer: bytes) -> None:
        """Waits for the client's first bytes: an answer sent before them could be lost to a reset."""
        self._selector.unregister(connection)
        with connection, contextlib.suppress(OSError):
            if connection.recv(65536):
                connection.sendall(answer)

    def close(self) -> None:
        self._stop_end.close()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()


class Sinks:
    """Datagram sockets, one for each owner that forwards messages."""

    def __init__(self, owners: Iterable[str]) -> None:
        self.sockets: dict[socket.socket, str] = {}
        for owner in owners:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            sock.bind(sink_path(owner))
            os.chmod(sink_path(owner), 0o666)
            sock.setblocking(False)
            self.sockets[sock] = owner

    def close(self) -> None:
        for sock in self.sockets:
            sock.close()
