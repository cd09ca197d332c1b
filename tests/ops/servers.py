"""What every test needs that starts a server: ports that are free, and waiting for what is to come."""

import contextlib
import socket
import time


def free_ports(number):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [it.getsockname()[1] for it in sockets]


def free_port():
    return free_ports(1)[0]


def until(condition, what, why=lambda: "", seconds=60, every=0.05):
    """Asks until the answer is true, and gives it back; `why` is what to say when it does not come."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}\n{why()}"
        time.sleep(every)
    return answer
