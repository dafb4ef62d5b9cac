"""Help and summaries in Chinese where the locale is; English elsewhere."""

from __future__ import annotations

import gettext
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from mingzhang.flows.cli.app import app, run
from mingzhang.flows.language import LOCALES, patterns, sentence_of, sentence_told, table, told
from mingzhang.models.errors import SENTENCES, ErrorCode, MingzhangError

CHINESE = re.compile(r"[一-鿿]")


def texts(command: Any) -> Iterator[str]:
    if command.help:
        yield from command.help.split("\n\n")
    yield from (parameter.help for parameter in command.params if getattr(parameter, "help", None))
    for below in getattr(command, "commands", {}).values():
        yield from texts(below)


def test_every_help_text_has_its_translation() -> None:
    english = {" ".join(text.split()) for text in texts(typer.main.get_command(app))}
    lacking = [text for text in english if not text.startswith("Example: ") and text not in table()["help"]]
    assert lacking == []


def test_translations_keep_their_placeholders_and_are_chinese() -> None:
    for name, section in table().items():
        for key, chinese in section.items():
            english = SENTENCES[ErrorCode(key)] if name == "errors" else key
            assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", chinese)), english
            assert CHINESE.search(chinese) or "://" in english


def test_the_locale_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    assert told("Warehouse: {warehouse}", warehouse="w") == "Warehouse: w"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert told("Warehouse: {warehouse}", warehouse="w") == "仓库：w"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert told("nothing new") == "nothing new"


@pytest.mark.parametrize(("language", "words"), [("zh_CN.UTF-8", "显示帮助"), ("en_US.UTF-8", "Options:")])
def test_help_speaks_the_language_of_the_locale(language: str, words: str) -> None:
    environment = {**{k: v for k, v in os.environ.items() if k not in LOCALES}, "LC_ALL": language}
    asked = [sys.executable, "-m", "mingzhang", "query", "--help"]
    text = subprocess.run(asked, env=environment, capture_output=True, encoding="utf-8", check=True).stdout
    assert words in text and "-h, --help" in text
    assert bool(CHINESE.search(text)) is language.startswith("zh")


def test_every_error_has_a_sentence_in_chinese_that_says_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(table()["errors"]) == set(SENTENCES)
    error = MingzhangError(ErrorCode.PORT_TAKEN, "8799")
    monkeypatch.setenv("LC_ALL", "C")
    assert sentence_of(error) == str(error)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert sentence_of(error) == "端口 8799 已被占用；请先结束占用者，或用 --port 换一个。"
    assert sentence_of(error, chinese=False) == str(error)
    # What a process wrote otherwise, and codes of others, stay as they are.
    assert sentence_told("port_taken", "something else") == "something else"
    assert sentence_told("stopped", "something else") == "something else"


@pytest.mark.parametrize(
    ("line", "english", "chinese"),
    [
        (["nonsense"], "No such command 'nonsense'", "没有命令 nonsense"),
        (["ingest"], "Missing argument 'paths'", "缺少参数 paths"),
        (["ingest", "--workers", "x", "f"], "'--workers': it is no whole number", "--workers 的值不对：不是整数"),
        (["ingest", "--workers", "-1", "f"], "'--workers': it is less than 0", "--workers 的值不对：小于 0"),
        (["check", "--formt", "html"], "No such option: --formt", "没有选项 --formt，是不是 --format"),
        (["query", "--format", "nix", "x"], "'nix' is not one of", "--format / -f 的值不对：'nix' 不在"),
        (["ingest", "nowhere"], "There is no such file or folder: nowhere.", "没有这个：文件或文件夹 nowhere。"),
    ],
)
def test_what_is_wrong_with_a_line_names_its_part(
    line: list[str], english: str, chinese: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gettext, "dgettext", gettext.dgettext)  # what Chinese sets ends with the test
    for locale, sentence in (("C.UTF-8", english), ("zh_CN.UTF-8", chinese)):
        monkeypatch.setenv("LC_ALL", locale)
        assert run(line) == 2
        said = capsys.readouterr().err
        assert sentence in said and said.count("\n") == 1


def test_a_line_without_a_command_shows_the_help_and_every_command_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("Usage: ") and said.err == ""
    assert "..." not in said.out.partition("Commands:")[2]


def test_patterns_are_whole_and_use_all_that_they_find() -> None:
    for section in patterns().values():
        for pattern, words in section.items():
            used = {int(number) for number in re.findall(r"{(\d+)}", words)}
            assert used <= set(range(re.compile(pattern).groups))
