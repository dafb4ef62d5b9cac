"""What is wrong with a typed line, in one sentence of the locale's language."""

from __future__ import annotations

import re

import typer

from mingzhang.flows.language import is_chinese, reworded


def no_arguments(error: typer.TyperException) -> str | None:
    """The help that a line without a command asks for; None where the error is another."""
    return str(error) if type(error).__name__ == "NoArgsIsHelpError" else None


def sentence_of_usage(error: typer.TyperException) -> str:
    """The sentence of an error of Typer, with the option or the argument that it is about."""
    formatted = getattr(error, "format_message", None)
    sentence = reworded("plainer", formatted() if formatted else str(error)).rstrip(".")
    return reworded("usage", sentence) if is_chinese() else sentence


def first_sentence(text: str | None) -> str:
    """The first sentence of a help text, in one line."""
    return re.split(r"(?<=[.。])\s", " ".join((text or "").split("\n\n")[0].split()))[0]
