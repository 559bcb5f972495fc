"""Slipcover's probes, put into each module once for a whole run and kept in a folder for its processes.

Reading, probing and compiling all modules takes nine seconds of processor, which each process of a run took for itself.
What is kept has the probes as plain values, for probes themselves cannot be written.
"""

import ast
import hashlib
import marshal
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any
from unittest.mock import patch

from slipcover import branch, importer, probe  # type: ignore[attr-defined]
from slipcover import slipcover as internals
from slipcover.importer import FileMatcher
from slipcover.slipcover import Slipcover

_SIGNAL = "cocau: signal"
_PROBE = "cocau: probe"


class _PlainProbes:
    """Stands in for slipcover.probe while code is made that can be written."""

    signal = _SIGNAL

    @staticmethod
    def new(_seen: object, _path: str, label: object, _threshold: int) -> tuple[str, object]:
        return (_PROBE, label)


def probe_modules(paths: Iterable[Path], folder: Path) -> None:
    """Write the probed code of these modules into the folder, with as many processes as there are processors."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(_probe_module, *zip(*((path, folder) for path in paths), strict=True), chunksize=8):
            pass


def _probe_module(path: Path, folder: Path) -> None:
    source, name = path.read_bytes(), str(path)
    plain = Slipcover(branch=True)
    with patch.object(internals, "probe", _PlainProbes):
        code = plain.instrument(compile(branch.preinstrument(ast.parse(source)), name, "exec"))
    offsets = [plain.code2index[part] for part in _parts(code)]
    kept = (code, offsets, plain.code_lines[name], plain.code_branches[name])
    _place(path, folder).write_bytes(marshal.dumps(kept))


def _place(path: Path, folder: Path) -> Path:
    return folder / f"{hashlib.sha256(bytes(path)).hexdigest()}.probed"


def _parts(code: CodeType) -> Iterator[CodeType]:
    """A code object after those inside it."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _parts(constant)
    yield code


class ProbedModules(importer.SlipcoverMetaPathFinder):  # type: ignore[misc]
    """Finds modules as slipcover does, and loads those that are kept in the folder from there."""

    def __init__(self, seen: Slipcover, ours: FileMatcher, folder: Path) -> None:
        super().__init__(seen, ours)  # type: ignore[no-untyped-call]
        self.folder = folder

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        spec: ModuleSpec | None = super().find_spec(fullname, path, target)  # type: ignore[no-untyped-call]
        if spec and isinstance(spec.loader, importer.SlipcoverLoader):
            origin = spec.loader.origin
            if (place := _place(origin, self.folder)).exists():
                spec.loader = _ProbedLoader(self.sci, spec.loader.orig_loader, origin, place)
        return spec


class _ProbedLoader(importer.SlipcoverLoader):  # type: ignore[misc]
    def __init__(self, seen: Slipcover, loader: Any, origin: Path, place: Path) -> None:
        super().__init__(seen, loader, str(origin))
        self.place = place

    def exec_module(self, module: ModuleType) -> None:
        code, offsets, lines, branches = marshal.loads(self.place.read_bytes())
        self.sci.register_module(module)  # type: ignore[no-untyped-call]
        with self.sci.lock:
            code = self._awaken(code, iter(offsets))
            self.sci.instrumented[code.co_filename].add(code)
            self.sci.code_lines[code.co_filename].update(lines)
            self.sci.code_branches[code.co_filename].update(branches)
        exec(code, module.__dict__)

    def _awaken(self, code: CodeType, offsets: Iterator[list[tuple[int, object]]]) -> CodeType:
        """Make probes of the plain values."""
        constants = (self._awaken_constant(constant, code, offsets) for constant in code.co_consts)
        awake = code.replace(co_consts=tuple(constants))
        self.sci.code2index[awake] = next(offsets)
        return awake

    def _awaken_constant(self, constant: Any, code: CodeType, offsets: Iterator[Any]) -> Any:
        match constant:
            case CodeType():
                return self._awaken(constant, offsets)
            case (name, label) if name == _PROBE:
                return probe.new(self.sci, code.co_filename, label, self.sci.d_miss_threshold)
            case str() if constant == _SIGNAL:
                return probe.signal
        return constant
