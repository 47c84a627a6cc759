import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from squares import die_elsewhere, refuse_seven, square, square_slowly, who

from handbook import worker_processes, workers
from handbook.workers import WORTH_A_PROCESS, get_ready, map_encoded

NUMBERS = range(300)
SQUARES = [b"%d" % (number * number) for number in NUMBERS]


@pytest.mark.parametrize("count", [1, 2, 3, 8, None])
def test_the_results_are_the_same_and_in_order_whoever_computes_them(count):
    assert map_encoded(square_slowly, NUMBERS, workers=count, preload=["squares"]) == SQUARES


@pytest.mark.parametrize("weight", [lambda _: 0, lambda _: 10**9, lambda number: number * 300])
def test_the_weight_of_the_items_does_not_change_the_results(weight):
    assert map_encoded(square, NUMBERS, workers=2, weight=weight) == SQUARES


def test_several_processes_are_at_work_this_one_included():
    pids = set(map_encoded(who, NUMBERS, workers=3))

    assert b"%d" % os.getpid() in pids
    assert 2 <= len(pids) <= 3


@pytest.mark.parametrize(("items", "count"), [(range(WORTH_A_PROCESS - 1), 8), (NUMBERS, 1), (range(0), 8)])
def test_few_items_or_one_worker_are_computed_here(items, count, monkeypatch):
    monkeypatch.setattr(worker_processes, "pool", None)

    assert set(map_encoded(who, items, workers=count)) <= {b"%d" % os.getpid()}


def test_with_one_core_everything_is_computed_here(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    monkeypatch.setattr(worker_processes, "pool", None)

    assert map_encoded(square, NUMBERS) == SQUARES


def test_where_cores_cannot_be_asked_for_they_are_counted(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    monkeypatch.setattr(worker_processes, "pool", None)

    assert map_encoded(square, NUMBERS) == SQUARES


def test_few_items_import_nothing_for_processes():
    program = """
        import sys
        from handbook.workers import map_encoded
        map_encoded(str.encode, ["a"] * 63)
        print([name for name in ("multiprocessing", "concurrent.futures") if name in sys.modules])
    """
    assert run(program).stdout == "[]\n"


def run(program, **options):
    # Without the measuring of coverage, which imports multiprocessing.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = {**inherited, "PYTHONPATH": str(Path(__file__).parent), "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60, **options
    )


# --- what may happen to a process ---------------------------------------------------------------------------


def test_a_process_that_dies_fails_nothing():
    function = partial(die_elsewhere, parent=os.getpid())

    assert map_encoded(function, NUMBERS, workers=3) == SQUARES


@pytest.mark.parametrize("error", [OSError("no semaphores"), ImportError("no semaphores")])
def test_where_there_can_be_no_processes_everything_is_computed_here(error, monkeypatch):
    def no_pool(_size, _preload):
        raise error

    monkeypatch.setattr(worker_processes, "pool", no_pool)

    assert map_encoded(square, NUMBERS, workers=2) == SQUARES


def test_where_no_process_starts_everything_is_computed_here(monkeypatch):
    def fail(_process):
        raise OSError("too many processes")

    monkeypatch.setattr(worker_processes.WorkerProcess, "start", fail)

    assert map_encoded(square, NUMBERS, workers=2) == SQUARES


def test_a_function_that_cannot_travel_is_computed_here():
    def cannot_travel(number):
        return square(number)

    assert map_encoded(cannot_travel, NUMBERS, workers=2) == SQUARES


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("seven", [7, 293])
def test_what_the_function_raises_is_raised_here(count, seven):
    numbers = [7 if number == seven else 0 for number in NUMBERS]

    with pytest.raises(ValueError) as caught:
        map_encoded(refuse_seven, numbers, workers=count)

    assert str(caught.value) == "seven"


def test_an_interruption_here_ends_the_work():
    def interrupted(_number):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        map_encoded(interrupted, NUMBERS, workers=2)


def test_processes_end_with_a_parent_that_is_killed():
    program = """
        import os, sys, time
        from handbook import worker_processes
        pool = worker_processes.pool(1, ["squares"])
        from squares import who
        print(pool.submit(who, 0).result().decode(), flush=True)
        time.sleep(60)
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        assert is_alive(worker)
        parent.kill()
        parent.wait()

        until = time.monotonic() + 10
        while is_alive(worker) and time.monotonic() < until:
            time.sleep(0.02)

    assert not is_alive(worker)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_process_does_not_hear_ctrl_c():
    with worker_processes.pool(1, ["squares"]) as pool:
        worker = int(pool.submit(who, 0).result())
        os.kill(worker, signal.SIGINT)

        assert int(pool.submit(who, 1).result()) == worker


def test_ctrl_c_ends_the_work_without_a_word_of_the_processes():
    program = """
        import os, signal
        from handbook.workers import map_encoded
        from squares import square_slowly
        try:
            map_encoded(square_slowly, range(100_000), workers=2, preload=["squares"])
        except KeyboardInterrupt:
            print("ended by the parent")
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        time.sleep(1)
        os.killpg(parent.pid, signal.SIGINT)

        assert parent.communicate(timeout=30) == ("ended by the parent\n", "")


# --- who may call -------------------------------------------------------------------------------------------

CALL = """
    from handbook.workers import map_encoded
    from squares import square_slowly
    print("once", __name__)
    print(map_encoded(square_slowly, range(300), workers=3) == [b"%d" % (n * n) for n in range(300)])
"""
ONCE = "once __main__\nTrue\n"


def test_a_program_without_a_guard_runs_once(tmp_path):
    script = tmp_path / "build_site.py"
    script.write_text(textwrap.dedent(CALL))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}

    result = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=False, timeout=60
    )

    assert (result.stdout, result.stderr) == (ONCE, "")


def test_a_module_run_by_its_name_runs_once(tmp_path):
    (tmp_path / "build_site.py").write_text(textwrap.dedent(CALL))
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(__file__).parent}"}

    result = subprocess.run(
        [sys.executable, "-m", "build_site"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (result.stdout, result.stderr) == (ONCE, "")


@pytest.mark.parametrize("how", [{}, {"input": ""}])
def test_a_program_from_the_command_line_runs_once(how):
    result = run(CALL, **how)

    assert (result.stdout, result.stderr) == (ONCE, "")


def test_several_threads_may_call():
    main = sys.modules["__main__"]

    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(lambda _: map_encoded(square_slowly, NUMBERS, workers=2), range(2)))

    assert results == [SQUARES, SQUARES]
    assert sys.modules["__main__"] is main


def test_a_process_that_may_have_no_children_computes_alone():
    program = """
        from multiprocessing import get_context
        from squares_in_a_pool import call
        if __name__ == "__main__":
            with get_context("spawn").Pool(1) as pool:
                print(pool.apply(call))
    """
    path = Path(__file__).parent
    result = run(
        program.replace(
            "from squares_in_a_pool import call", "from test_workers import call_in_a_pool as call"
        ),
        cwd=path,
    )

    assert result.stdout == "True\n", result.stderr


def call_in_a_pool():
    return map_encoded(square, NUMBERS, workers=2) == SQUARES


# --- how the work is shared ---------------------------------------------------------------------------------


class Broken(Executor):
    """Takes two pieces of work, does neither, and then no more."""

    def __init__(self):
        self.taken = 0

    def submit(self, *_arguments):
        self.taken += 1
        if self.taken > 2:
            raise RuntimeError("broken")
        future = Future()
        future.set_exception(RuntimeError("broken"))
        return future


def test_what_the_processes_do_not_do_is_computed_here(monkeypatch):
    broken = Broken()
    monkeypatch.setattr(worker_processes, "pool", lambda _size, _preload: broken)

    assert map_encoded(square_slowly, NUMBERS, workers=2) == SQUARES
    assert broken.taken == 3


def test_the_parts_are_about_equally_heavy():
    parts = list(workers._chunks([1, 5, 20_000, 40_000, 60_000, 1, 2], lambda item: item))

    assert [list(part.items) for part in parts] == [[1, 5, 20_000, 40_000], [60_000], [1, 2]]
    assert [part.start for part in parts] == [0, 4, 5]


def test_what_is_got_ready_is_used():
    get_ready(WORTH_A_PROCESS, workers=2, preload=["squares"])

    assert map_encoded(square, NUMBERS, workers=2, preload=["squares"]) == SQUARES


def test_few_items_and_one_worker_get_nothing_ready(monkeypatch):
    started = []
    monkeypatch.setattr("handbook.worker_processes.get_ready", started.append)
    get_ready(WORTH_A_PROCESS - 1, workers=2)
    get_ready(WORTH_A_PROCESS, workers=1)

    assert started == []
