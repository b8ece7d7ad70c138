"""Several server processes behind one socket: forked, so that they share what is loaded.

A process that is started anew would load numpy, pyarrow and FastAPI once more: 0.7 s and 60 MB.
"""

import ctypes
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_DEATH = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>

log = logging.getLogger("conflict_atlas")

Work = Callable[[], None]


class Workers:
    """Processes that do the same work until they are told to stop."""

    def __init__(self, patience: int) -> None:
        self._patience = patience  # seconds to end in, before they are killed
        self._running: set[int] = set()
        self._stopping = False
        for number in _SIGNALS:
            signal.signal(number, self._stop)
        signal.signal(signal.SIGALRM, self._kill)

    def start(self, count: int, work: Work) -> None:
        """Start so many processes; each ends when ``work`` returns."""
        for _ in range(count):
            self._running.add(_fork(work))

    def watch(self, work: Work) -> None:
        """Wait for all to end. One that was killed, as for lack of memory, is started anew.

        Raises ChildProcessError where one ended by itself: another would do the same.
        """
        failed = ""
        while self._running:
            number, status = os.wait()
            self._running.discard(number)
            code = os.waitstatus_to_exitcode(status)
            if self._stopping:
                continue
            if code < 0:
                log.warning("server process %d was ended by signal %d", number, -code)
                self.start(1, work)
            else:
                failed = f"server process {number} ended with status {code}"
                self._stop()
        signal.alarm(0)
        if failed:
            raise ChildProcessError(failed)

    def _stop(self, *_: object) -> None:
        self._stopping = True
        self._send(signal.SIGTERM)
        signal.alarm(self._patience)

    def _kill(self, *_: object) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        for process in self._running:
            os.kill(process, number)


def _fork(work: Work) -> int:
    """The number of a new process that does the work."""
    # A signal that comes in between would run the parent's handler in the child.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        parent = os.getpid()
        number = os.fork()
        if number == 0:
            _work(work, parent)
        return number
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def _work(work: Work, parent: int) -> None:
    """Do the work as a process of its own, and end."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _end_with_parent(parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        work()
        status = 0
    except KeyboardInterrupt:
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is, this process may not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_with_parent(parent: int) -> None:
    """Where the parent is killed outright, nobody else would tell this process to stop."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH, signal.SIGTERM)
        if os.getppid() != parent:  # it went before we asked
            os._exit(1)
