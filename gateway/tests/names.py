"""A DNS server for one name, whose addresses a test changes while a gateway runs."""

import ipaddress
import socket
import struct
import threading
from typing import Self

A_RECORD = 1
HEADER_BYTES = 12
LONG_TTL_SECONDS = 600


class Names:
    """Answers every A question with `addresses`, and a TTL as long as Docker's."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    @property
    def resolver(self) -> str:
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stopper:
            stopper.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            question, client = self._socket.recvfrom(512)
            if not question:
                return
            self._socket.sendto(self._answer(question), client)

    def _answer(self, query: bytes) -> bytes:
        """RFC 1035 §4.1: the question again, then one record for each address."""
        end_of_name = query.index(b"\0", HEADER_BYTES) + 1
        question = query[HEADER_BYTES : end_of_name + 4]
        (kind,) = struct.unpack(">H", query[end_of_name : end_of_name + 2])
        records = b""
        if kind == A_RECORD:
            for address in self.addresses:
                packed = ipaddress.ip_address(address).packed
                records += struct.pack(">HHHLH", 0xC00C, A_RECORD, 1, LONG_TTL_SECONDS, 4) + packed
        count = len(self.addresses) if kind == A_RECORD else 0
        return query[:2] + struct.pack(">HHHHH", 0x8180, 1, count, 0, 0) + question + records
