"""An application and a socket -> answers, until somebody ends it."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

TICK = 10
"""Seconds between two looks at the clock: one takes 2 ms in a process that slept."""


def config_of(app: ASGIApp) -> uvicorn.Config:
    """Return how the server runs an application: without a log of its own, and not for long after its end."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )


def answer(app: ASGIApp, listening: socket.socket, at_exit: list[Callable[[], object]]) -> None:
    """Run the server in this thread until it is told to end, which ends all that waits at once.

    Raises KeyboardInterrupt then.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a broken request is nobody's traceback
    server = _Server(config_of(app))
    server.at_exit = at_exit
    asyncio.run(server.serve(sockets=[listening]))


class _Server(uvicorn.Server):
    """A server that sleeps while nobody asks: uvicorn looks ten times a second whether it is to end."""

    at_exit: list[Callable[[], object]]

    async def main_loop(self) -> None:
        loop, ending = asyncio.get_running_loop(), asyncio.Event()
        # A signal does not wake the loop by itself.
        self.at_exit.append(lambda: loop.call_soon_threadsafe(ending.set))
        while not await self.on_tick(0):  # the answers' date, on which nothing depends
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), TICK)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        for end in self.at_exit:
            end()
