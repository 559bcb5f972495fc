"""Functions to be called in a child; nothing is imported here, for each child imports it."""

import sys
import threading

MIB = 2**20


def wait_forever() -> None:
    threading.Event().wait()


def spin() -> None:
    while True:
        pass


def take_memory() -> int:
    return len(bytearray(400 * MIB))


def fail() -> None:
    raise LookupError("Nguyễn Văn Kín")


def find_unloaded(modules: list[str]) -> list[str]:
    """Find the modules that this process has not loaded."""
    return [module for module in modules if module not in sys.modules]
