"""The language of the command line: Chinese where the locale is (LANG=zh_CN.UTF-8), else English."""

from __future__ import annotations

import gettext
import os
import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from mingzhang.models.errors import SENTENCES, ErrorCode, MingzhangError

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


def is_chinese() -> bool:
    """Whether the environment asks for Chinese; the first variable that is set decides."""
    told = next((value for name in LOCALES if (value := os.environ.get(name))), "")
    return told.lower().startswith("zh")


@cache
def table() -> dict[str, dict[str, str]]:
    """`words_zh.toml`: sections of English = Chinese."""
    return _read("words_zh.toml")


@cache
def patterns() -> dict[str, dict[str, str]]:
    """`sentence_patterns.toml`: sections of a pattern = words."""
    return _read("sentence_patterns.toml")


def _read(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("mingzhang.flows").joinpath(name).read_text(encoding="utf-8"))


def reworded(section: str, sentence: str) -> str:
    """A sentence in the words of the first pattern of a section that it is of, its groups reworded too; else itself."""
    for pattern, words in patterns()[section].items():
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            return words.format(*(reworded(section, group or "") for group in found.groups()))
    return sentence


def told(english: str, **values: object) -> str:
    """A sentence of a summary in the language of the locale, its placeholders filled in."""
    sentence = table()["summary"].get(english, english) if is_chinese() else english
    return sentence.format(**values)


def sentence_of(error: MingzhangError, *, chinese: bool | None = None) -> str:
    """The sentence of an error in the language of the locale, or of a page."""
    return sentence_told(error.code, str(error), chinese=chinese)


def sentence_told(code: str, english: str, *, chinese: bool | None = None) -> str:
    """An error's sentence, which may have come from another process, in the language of the locale, or of a page.

    A sentence that is not the code's own stays as it is.
    """
    wanted = is_chinese() if chinese is None else chinese
    own = SENTENCES.get(ErrorCode(code)) if code in set(ErrorCode) else None
    translated_sentence = table()["errors"].get(code)
    if not wanted or own is None or translated_sentence is None:
        return english
    before, _, after = own.partition("{found}")
    if not (english.startswith(before) and english.endswith(after)):
        return english
    return translated_sentence.format(found=reworded("found", english[len(before) : len(english) - len(after)]))


def speak(command: Any) -> None:
    """Give a command of Click, all below it, and Click's own words, in Chinese where the locale is."""
    if not is_chinese():
        return
    words = table()["click"]
    # Click and Typer take their words from here; there is no catalogue of theirs in Chinese.
    gettext.dgettext = lambda domain, message: words.get(message, message)
    _translate(command, None)


def _translate(command: Any, above: Any) -> None:
    command.help = translated(command.help)
    command.short_help = None
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = translated(parameter.help)
    context = command.context_class(command, parent=above, **command.context_settings)
    asked = command.get_help_option(context)
    if asked is not None:
        asked.help = table()["click"].get(asked.help, asked.help)
    for below in getattr(command, "commands", {}).values():
        _translate(below, context)


def translated(text: str | None) -> str | None:
    """A help text, paragraph by paragraph; what has no translation stays English."""
    if text is None:
        return None
    return "\n\n".join(map(_paragraph, text.split("\n\n")))


def _paragraph(text: str) -> str:
    example = "Example: "
    line = " ".join(text.split())
    if line.startswith(example):
        return table()["summary"][example] + line.removeprefix(example)
    return table()["help"].get(line, text)
