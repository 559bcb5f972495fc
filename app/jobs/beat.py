"""Something done again and again in a thread of its own, until it is told to end."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("cocau.jobs")


class Beat:
    """Does `do` at once and then every so many seconds. It goes on after an error, which is logged once."""

    def __init__(self, name: str, seconds: float, do: Callable[[], None]) -> None:
        self._seconds, self._do = seconds, do
        self._over = threading.Event()
        self._failing = False
        self._thread = threading.Thread(target=self._go_on, daemon=True, name=f"cocau-{name}")

    @property
    def well(self) -> bool:
        """Whether it goes on, and what it did last went well."""
        return self._thread.is_alive() and not self._failing

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """End, once what is being done is done."""
        self._over.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._over.is_set():
            self._once()
            self._over.wait(self._seconds)

    def _once(self) -> None:
        try:
            self._do()
        except Exception as error:
            if not self._failing:
                log.warning(
                    "%s failed, trying again: %s", self._thread.name, type(error).__name__, exc_info=error
                )
            self._failing = True
        else:
            self._failing = False
