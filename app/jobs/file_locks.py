"""Locks on files, for the processes of one machine over an SQLite file."""

import fcntl
import os
from pathlib import Path


class FileLocks:
    """One file for each worker. The system lets go of a lock when its process ends: there is no doubt."""

    patience = 0.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: tuple[Path, int] | None = None

    def hold(self, worker: str) -> None:
        """See `app.jobs.alive.Alive`."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in self._folder.iterdir():
            self.lives(other.name)  # takes away what dead ones left
        path = self._folder / worker
        while self._held is None:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is(path, descriptor):
                self._held = path, descriptor
            else:  # somebody found it before it was locked, and took it away
                os.close(descriptor)

    def let_go(self) -> None:
        """See `app.jobs.alive.Alive`."""
        if self._held is not None:
            path, descriptor = self._held
            self._held = None
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def lives(self, worker: str) -> bool:
        """See `app.jobs.alive.Alive`."""
        try:
            descriptor = os.open(self._folder / worker, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            (self._folder / worker).unlink(missing_ok=True)
            return False
        finally:
            os.close(descriptor)


def _is(path: Path, descriptor: int) -> bool:
    """Whether an open file is still the one at its path."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
