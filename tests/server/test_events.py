import asyncio
import json
import threading
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from handbook.server.events import Channel
from handbook.server.values import Change, Kind


def parsed(event: bytes | str):
    """Return an event's id and its data; None for a sign of life."""
    text = event.decode() if isinstance(event, bytes) else event
    assert text.endswith("\n\n")
    fields = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    assert not fields or fields["event"] == "news"
    return (fields["id"], json.loads(fields["data"])) if fields else None


def news(generation, *, index=0, **latest):
    data = {"generation": generation, "serverId": "beef", "latest": latest, "index": index}
    return f"beef:{generation}", data


async def soon(events):
    return parsed(await asyncio.wait_for(anext(events), 5))


# --- one reader ---------------------------------------------------------------------------------------------


def test_a_reader_hears_at_once_what_is_and_then_what_changes():
    async def read():
        channel = Channel("beef")
        channel.publish(Change(3, "reload"))
        async with aclosing(channel.subscribe()) as events:
            hello = await soon(events)
            channel.publish(Change(4, "style"))
            return hello, await soon(events)

    assert asyncio.run(read()) == (news(3, reload=3), news(4, reload=3, style=4))


def test_the_first_event_tells_a_browser_to_come_back_soon_after_a_restart():
    async def read():
        async with aclosing(Channel("beef").subscribe()) as events:
            return await anext(events)

    assert asyncio.run(read()).startswith(b"retry: 500\n")


def test_a_slow_reader_is_told_once_of_all_it_missed():
    kinds: list[Kind] = ["problems", "content", "reload", "style"]

    async def read():
        channel = Channel("beef", heartbeat=0.05)
        async with aclosing(channel.subscribe()) as events:
            await soon(events)
            builder = threading.Thread(
                target=lambda: [channel.publish(Change(n, kinds[n % 4])) for n in range(1, 1001)]
            )
            builder.start()
            await asyncio.to_thread(builder.join)
            return await soon(events), await soon(events)

    event, sign_of_life = asyncio.run(read())

    assert (event, sign_of_life) == (news(1000, problems=1000, content=997, reload=998, style=999), None)


def test_a_new_index_is_told_to_those_who_are_there_and_to_those_who_come():
    async def read():
        channel = Channel("beef")
        async with aclosing(channel.subscribe()) as events:
            await soon(events)
            channel.publish_index()
            channel.publish_index()
            told = await soon(events)
        async with aclosing(channel.subscribe()) as events:
            return told, await soon(events)

    assert asyncio.run(read()) == (news(0, index=2), news(0, index=2))


def test_a_change_after_an_index_leaves_its_number_as_it_is():
    async def read():
        channel = Channel("beef")
        channel.publish_index()
        channel.publish(Change(1, "content"))
        async with aclosing(channel.subscribe()) as events:
            return await soon(events)

    assert asyncio.run(read()) == news(1, index=1, content=1)


def test_silence_is_broken_by_a_sign_of_life():
    async def read():
        async with aclosing(Channel("beef", heartbeat=0.01).subscribe()) as events:
            await anext(events)
            return [await anext(events) for _ in range(3)]

    assert asyncio.run(read()) == [b":\n\n"] * 3


def test_a_reader_who_waits_is_told_from_another_thread_at_once():
    async def read():
        channel = Channel("beef")
        async with aclosing(channel.subscribe()) as events:
            await soon(events)
            started = time.perf_counter()
            threading.Timer(0.05, channel.publish, [Change(1, "content")]).start()
            await soon(events)
            return time.perf_counter() - started

    assert asyncio.run(read()) < 1


def test_closing_ends_every_stream_and_those_to_come():
    async def read():
        channel = Channel("beef")
        async with aclosing(channel.subscribe()) as events:
            await soon(events)
            threading.Timer(0.05, channel.close).start()
            rest = [event async for event in events]
        return rest, [event async for event in channel.subscribe()], channel.readers

    assert asyncio.run(read()) == ([], [], 0)


def test_a_reader_whose_loop_has_ended_disturbs_nobody():
    channel = Channel("beef")
    events = channel.subscribe()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(anext(events))
    loop.close()

    channel.publish(Change(1, "content"))

    assert channel.readers == 1


# --- over the line ------------------------------------------------------------------------------------------


@pytest.fixture
def served(serve):
    with serve({}, heartbeat=0.2) as served:
        yield served


def wait_until(claim):
    deadline = time.monotonic() + 5
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_who_comes_back_hears_of_all_that_happened_meanwhile(served):
    with served.listening() as event:
        first = parsed(event())
        served.channel.publish(Change(1, "content"))
        second = parsed(event())
    served.channel.publish(Change(2, "style"))
    with served.listening() as event:
        third = parsed(event())

    assert (first, second, third) == (news(0), news(1, content=1), news(2, content=1, style=2))


def test_a_stream_is_nobodys_to_keep(served):
    reply = served.get("/@handbook/events", method="HEAD")

    assert (reply.status, reply.headers["content-type"], reply.headers["cache-control"]) == (
        200,
        "text/event-stream",
        "no-store",
    )
    assert served.channel.readers == 0


def test_signs_of_life_go_over_the_line(served):
    with served.listening() as event:
        event()

        assert event() == ":\n\n"


def test_many_tabs_hear_the_same(served):
    with served.listening() as one, served.listening() as other:
        one(), other()
        served.channel.publish(Change(1, "content"))

        assert one() == other()


def test_streams_that_were_left_leave_nothing_behind(served):
    def what_is_there():
        descriptors = Path("/proc/self/fd")
        return (
            len(asyncio.all_tasks(served.loop)),
            threading.active_count(),
            len(list(descriptors.iterdir())) if descriptors.is_dir() else 0,
            served.channel.readers,
        )

    with served.listening() as event:
        event()
    wait_until(lambda: served.channel.readers == 0)
    served.get("/")
    time.sleep(0.1)
    before = what_is_there()

    for number in range(200):
        with served.listening() as event:
            if number % 2:
                event()
            if number % 10 == 0:
                served.channel.publish(Change(number + 1, "content"))

    wait_until(lambda: what_is_there() == before)


def test_a_reader_who_does_not_read_does_not_keep_others_or_changes_back(served):
    with served.listening(), served.listening() as event:
        event()
        for number in range(1, 20_001):
            served.channel.publish(Change(number, "content"))
        heard = []
        while not heard or heard[-1] is None or heard[-1][0] != "beef:20000":
            heard.append(parsed(event()))

    assert len(heard) < 20_000


def test_the_server_ends_at_once_though_streams_are_open(serve):
    with serve({}) as served, served.listening() as one, served.listening() as other:
        one(), other()
        started = time.perf_counter()
        served.channel.close()
        served.server.should_exit = True
        served.thread.join(5)

        assert time.perf_counter() - started < 1
        assert not served.thread.is_alive()
