"""A child that does to itself what the page's text says, under the limits of the real one."""

import os
import signal
import socket
import sys
import time

import msgspec

from workers.hosts.cage import OUT_OF_MEMORY, die_with, limit_memory, limit_work, receive, send


def act(page: bytes) -> str:
    if b"<p>spin</p>" in page:
        while True:
            pass
    if b"<p>sleep</p>" in page:
        time.sleep(3600)
    if b"<p>fall</p>" in page:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"<p>eat</p>" in page:
        try:
            bytearray(1 << 30)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
    return f"read by {os.getpid()}"


def main() -> None:
    descriptor, parent = map(int, sys.argv[1:])
    die_with(parent)
    with socket.socket(fileno=descriptor) as channel:
        limits = msgspec.msgpack.decode(receive(channel) or b"")["limits"]
        limit_memory(limits["memory"])
        send(channel, b"")
        while (message := receive(channel)) is not None:
            limit_work(limits["cpu_s"])
            told = act(msgspec.msgpack.decode(message)["value"])
            send(channel, msgspec.msgpack.encode({"refused": {"reason": "no_article", "detail": told}}))


if __name__ == "__main__":
    main()
