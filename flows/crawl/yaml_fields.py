"""YAML read field by field: every error names the file, the line and the field, and says what would do instead."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml

from mingzhang.models.errors import ErrorCode, MingzhangError

T = TypeVar("T")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s{0,9}([smhdw])\Z")


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80
_SHORT.maxlevel = 2


def shown(value: Any) -> str:
    """A value in few words: one of a few lines may hold itself, or unfold to more than fits into memory."""
    return _SHORT.repr(dict(value) if isinstance(value, dict) else value)


class _Mapped(dict[str, Any]):
    """A mapping that knows its line and those of its keys, counted from 1."""

    line: int
    lines: dict[str, int]


class _Loader(yaml.SafeLoader):
    pass


def _mapping(loader: _Loader, node: yaml.MappingNode) -> _Mapped:
    found = _Mapped()
    found.line = node.start_mark.line + 1
    found.lines = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"{key} stands here twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = key_node.start_mark.line + 1
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass(slots=True)
class Fields:
    """The fields of one mapping; each is asked for once, and `done` complains about those that nobody asked for."""

    file: Path
    path: str
    values: _Mapped
    asked: set[str] = field(default_factory=set)

    def wrong(self, name: str, why: str) -> MingzhangError:
        """The error of a field, with its place."""
        line = self.values.lines.get(name, self.values.line)
        where = ".".join(part for part in (self.path, name) if part)
        return MingzhangError(ErrorCode.BAD_SITES, f"{self.file}, line {line}, {where}: {why}")

    def _take(self, name: str) -> Any:
        self.asked.add(name)
        return self.values.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; required where there is no default."""
        value = self._take(name)
        if value is None:
            if default is None:
                raise self.wrong(name, "is missing")
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, f"must be a text, and is {shown(value)}")
        return value.strip()

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, or one text."""
        value = self._take(name)
        if value is None:
            if default is None:
                raise self.wrong(name, "is missing")
            return default
        some = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) and one.strip() for one in some):
            raise self.wrong(name, f"must be a list of texts, and is {shown(value)}")
        return tuple(one.strip() for one in some)

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number within limits."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(name, f"must be a number from {least:g} to {most:g}, and is {shown(value)}")
        return float(value)

    def integer(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within limits."""
        value = self.number(name, default, least, most)
        if value != int(value):
            raise self.wrong(name, f"must be a whole number, and is {shown(value)}")
        return int(value)

    def integers(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers; empty where there is none."""
        value = self._take(name)
        some = [] if value is None else value if isinstance(value, list) else [value]
        if not all(isinstance(one, int) and not isinstance(one, bool) for one in some):
            raise self.wrong(name, f"must be a list of whole numbers, and is {shown(value)}")
        return tuple(some)

    def seconds(self, name: str, default: float) -> float:
        """A length of time: `30m`, `12h`, `1d`, `2w`."""
        value = self._take(name)
        if value is None:
            return default
        found = _DURATION.match(value) if isinstance(value, str) else None
        if not found:
            raise self.wrong(name, f"must be a length of time such as 12h or 7d, and is {shown(value)}")
        return float(found.group(1)) * _SECONDS[found.group(2)]

    def one_of(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of the words named."""
        value = self.text(name, default)
        if value not in choices:
            raise self.wrong(name, f"must be one of {', '.join(choices)}, and is {shown(value)}")
        return value

    def checked(self, name: str, some: tuple[str, ...], check: Callable[[str], object], what: str) -> tuple[str, ...]:
        """The texts, each of which `check` takes without an error."""
        for one in some:
            try:
                check(one)
            except Exception as error:  # recorded: it becomes the error of the field
                raise self.wrong(name, f"{shown(one)} is no {what} ({error})") from error
        return some

    def below(self, name: str) -> Fields | None:
        """The fields of a mapping below this one; None where there is none."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, _Mapped):
            raise self.wrong(name, f"must hold fields of its own, and is {shown(value)}")
        return Fields(self.file, f"{self.path}.{name}" if self.path else name, value)

    def many(self, name: str) -> list[Fields]:
        """The mappings of a list."""
        value = self._take(name)
        if not isinstance(value, list) or not value:
            raise self.wrong(name, "must be a list with at least one entry")
        for one in value:
            if not isinstance(one, _Mapped):
                raise self.wrong(name, f"must be a list of entries with fields, and holds {shown(one)}")
        return [Fields(self.file, f"{name}[{number}]", one) for number, one in enumerate(value, start=1)]

    def done(self) -> None:
        """Complain about the first field that is not known."""
        for name in self.values:
            if name not in self.asked:
                near = difflib.get_close_matches(name, self.asked, n=1)
                known = f"did you mean {near[0]}?" if near else f"known here: {', '.join(sorted(self.asked))}"
                raise self.wrong(name, f"is not known; {known}")


def read_fields(file: Path) -> Fields:
    """The top of a YAML file. Raises `MingzhangError` (`not_found`, `bad_sites`)."""
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {file}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise MingzhangError(ErrorCode.BAD_SITES, f"{file}: cannot be read as UTF-8 text ({error})") from error
    try:
        found = yaml.load(text, Loader=_Loader)  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise MingzhangError(ErrorCode.BAD_SITES, f"{file}, line {line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise MingzhangError(ErrorCode.BAD_SITES, f"{file}: {error}") from error
    except RecursionError as error:
        raise MingzhangError(ErrorCode.BAD_SITES, f"{file}: it is nested too deeply") from error
    except (ValueError, OverflowError) as error:  # a date or a number that there is none of
        raise MingzhangError(ErrorCode.BAD_SITES, f"{file}: {error}") from error
    if not isinstance(found, _Mapped):
        raise MingzhangError(ErrorCode.BAD_SITES, f"{file}, line 1: must begin with `sites:`")
    return Fields(file, "", found)
