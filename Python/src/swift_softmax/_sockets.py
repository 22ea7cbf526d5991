"""A communicator over TCP: one rank is the hub, to which all others are connected.

Whoever connects proves that it knows the job's token, and has the hub prove it, before anything it sends is read. The
connections are not encrypted.
"""

from __future__ import annotations

import hashlib
import hmac
import pickle
import secrets
import socket
import struct
import threading
import time
from typing import Any

#: What a stranger may send at most.
_GREETING_SIZE = 1024
_GREETING_SECONDS = 10.0


class LostPeer(ConnectionError):
    """Another rank cannot be reached any more."""


class _Link:
    """A connection on which messages go, each with its length ahead."""

    def __init__(self, own: socket.socket) -> None:
        self.socket = own
        own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A machine that is gone says nothing: half a minute tells.
        own.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 4)):
            if hasattr(socket, name):
                own.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def send(self, message: bytes) -> None:
        self.socket.sendall(struct.pack("<Q", len(message)) + message)

    def receive(self, limit: int | None = None) -> bytes:
        (size,) = struct.unpack("<Q", self._exactly(8))
        if limit is not None and size > limit:
            raise ConnectionError(f"a message of {size} bytes, where {limit} were expected at most")
        return self._exactly(size)

    def _exactly(self, count: int) -> bytes:
        found = bytearray()
        while len(found) < count:
            piece = self.socket.recv(min(count - len(found), 1 << 20))
            if not piece:
                raise ConnectionError("the connection was closed")
            found += piece
        return bytes(found)

    def close(self) -> None:
        try:
            # Wakes a thread that waits for it.
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()


def _proof(token: bytes, *parts: bytes) -> bytes:
    return hmac.new(token, b"\0".join(parts), hashlib.sha256).digest()


class SocketCommunicator:
    """One rank's end, with mpi4py's names. It may be closed from another thread, which ends a call that waits."""

    def __init__(self, rank: int, size: int, token: bytes) -> None:
        self._rank, self._size, self._token = rank, size, token
        self._links: dict[int, _Link] = {}
        self._listener: socket.socket | None = None
        self._is_closed = threading.Event()

    def Get_rank(self) -> int:
        return self._rank

    def Get_size(self) -> int:
        return self._size

    # MARK: Connecting

    def listen(self, host: str) -> tuple[str, int]:
        """Rank 0: waits for connections at an address of this machine; returns it."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family, backlog=self._size)
        self._listener.settimeout(0.5)
        return host, int(self._listener.getsockname()[1])

    def accept(self, seconds: float) -> None:
        """Rank 0: takes the connections of all others."""
        end = time.monotonic() + seconds
        assert self._listener is not None
        while len(self._links) < self._size - 1:
            if self._is_closed.is_set():
                raise LostPeer("the job was ended")
            if time.monotonic() > end:
                missing = sorted(set(range(1, self._size)) - set(self._links))
                raise LostPeer(f"rank {missing[0]} of {self._size} has not come within {seconds:g} s")
            try:
                found, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                raise LostPeer("the job was ended") from None
            try:
                rank, link = self._greet(found)
            except (OSError, struct.error, ValueError):
                # A stranger, or somebody who is gone.
                found.close()
                continue
            self._links[rank] = link
        self._listener.close()

    def _greet(self, found: socket.socket) -> tuple[int, _Link]:
        found.settimeout(_GREETING_SECONDS)
        link = _Link(found)
        nonce = secrets.token_bytes(32)
        link.send(nonce)
        answer = link.receive(_GREETING_SIZE)
        rank, theirs, proof = struct.unpack("<I32s32s", answer)
        if not hmac.compare_digest(proof, _proof(self._token, b"rank", str(rank).encode(), nonce, theirs)):
            raise ConnectionError("a connection without the job's token")
        if not 0 < rank < self._size or rank in self._links:
            raise ConnectionError(f"a connection of rank {rank}, which there is already, or never was")
        link.send(_proof(self._token, b"hub", theirs, nonce))
        found.settimeout(None)
        return rank, link

    def connect(self, address: tuple[str, int], seconds: float) -> None:
        """Other ranks: goes to the hub."""
        own = socket.create_connection(address, timeout=min(seconds, 60))
        # The hub may be busy with others' greetings.
        own.settimeout(seconds)
        link = _Link(own)
        self._links[0] = link
        try:
            nonce, mine = link.receive(_GREETING_SIZE), secrets.token_bytes(32)
            link.send(
                struct.pack(
                    "<I32s32s", self._rank, mine, _proof(self._token, b"rank", str(self._rank).encode(), nonce, mine)
                )
            )
            answer = link.receive(_GREETING_SIZE)
        except OSError as error:
            raise LostPeer(f"the hub did not take rank {self._rank}: {error}") from error
        if not hmac.compare_digest(answer, _proof(self._token, b"hub", mine, nonce)):
            raise LostPeer("what listens at the hub's address does not know the job's token")
        own.settimeout(None)

    def close(self) -> None:
        """Ends all connections; the others' calls then end with an error."""
        self._is_closed.set()
        if self._listener is not None:
            self._listener.close()
        for link in list(self._links.values()):
            link.close()

    # MARK: Calls

    def allgather(self, sendobj: Any) -> list[Any]:
        own = pickle.dumps(sendobj, protocol=5)
        try:
            if self._size == 1:
                everybody = [own]
            elif self._rank == 0:
                everybody = [own, *(self._links[rank].receive() for rank in range(1, self._size))]
                whole = pickle.dumps(everybody, protocol=5)
                for rank in range(1, self._size):
                    self._links[rank].send(whole)
            else:
                self._links[0].send(own)
                everybody = pickle.loads(self._links[0].receive())
        except (OSError, KeyError) as error:
            # Whoever waits for this rank is told.
            self.close()
            raise LostPeer(f"rank {self._rank} of {self._size} has lost another one: {error}") from error
        return [pickle.loads(part) for part in everybody]

    def bcast(self, obj: Any, root: int = 0) -> Any:
        return self.allgather(obj if self._rank == root else None)[root]
