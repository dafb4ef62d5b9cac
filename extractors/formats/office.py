"""Formats that LibreOffice turns into one that is read here: doc, wps and rtf into docx; xlsb, ods and the like into
xlsx. Where LibreOffice is not installed, such a file is skipped with a sentence that says what to install.

A conversion has a profile and a folder of its own, so that several can run at once and a broken one leaves nothing; it
runs no macros, follows no links out of the document, and ends with whoever started it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from mingzhang.extractors.containers import DOC, ODS, ODT, XLSB
from mingzhang.extractors.formats.docx import read_docx
from mingzhang.extractors.formats.reading import FileReading, Options
from mingzhang.extractors.formats.xlsx import read_xlsx
from mingzhang.extractors.media_type import RTF, media_type
from mingzhang.extractors.pages.fonts import font_file
from mingzhang.extractors.process_group import die_with_parent
from mingzhang.models.errors import ErrorCode, MingzhangError

SECONDS = 90.0
SUFFIXES = {DOC: "doc", RTF: "rtf", ODT: "odt", XLSB: "xlsb", ODS: "ods"}
SHEETS = (XLSB, ODS)
FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
NAMES = ("soffice", "libreoffice")
# soffice ends with this when its new profile asks for another start.
AGAIN = 81
STARTS = 3
REFUSED = ("password", "encrypted")

_SAFE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""

# LibreOffice does not start on a machine without a font ("No fonts could be found on the system"): ours comes first.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>
"""


def read_through_office(data: bytes, options: Options) -> FileReading:
    """A document by way of LibreOffice.

    Raises `needs_libreoffice`, `conversion_failed`, and what the format that it becomes raises.
    """
    options.begin(1, 1)
    kind = media_type(data).name
    target = "xlsx" if kind in SHEETS else "docx"
    converted = convert(data, SUFFIXES[kind], target, kind)
    read: Callable[[bytes, Options], FileReading] = read_xlsx if target == "xlsx" else read_docx
    return read(converted, options)


def office_program() -> Path | None:
    """LibreOffice's own program, rather than the script that starts it: its process is the one to end."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            real = Path(found).resolve()
            program = real.with_name("soffice.bin")
            return program if program.is_file() else real
    return None


def convert(data: bytes, suffix: str, target: str, kind: str, seconds: float = SECONDS) -> bytes:
    """The document in another format. Raises `needs_libreoffice` and `conversion_failed`."""
    program = office_program()
    if program is None:
        raise MingzhangError(ErrorCode.NEEDS_LIBREOFFICE, kind)
    with tempfile.TemporaryDirectory(prefix="mingzhang-office-") as folder:
        place = Path(folder)
        source, out = place / f"document.{suffix}", place / "out"
        source.write_bytes(data)
        profile = place / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SAFE, encoding="utf-8")
        command = [
            *(str(program), f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--invisible"),
            *("--norestore", "--nologo", "--nodefault", "--nolockcheck", "--convert-to", FILTERS[target]),
            *("--outdir", str(out), str(source)),
        ]
        said = ""
        for _ in range(STARTS):
            code, said = _run(command, place, seconds)
            if code != AGAIN:
                break
        made = out / f"document.{target}"
        if not made.is_file() or not made.stat().st_size:
            if any(word in said.lower() for word in REFUSED):
                raise MingzhangError(ErrorCode.ENCRYPTED)
            raise MingzhangError(ErrorCode.CONVERSION_FAILED, _reason(said))
        return made.read_bytes()


def _run(command: list[str], folder: Path, seconds: float) -> tuple[int, str]:
    """Run a program in its own session within a time; it and its children are ended together."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TMPDIR")}
    environment |= {"HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"} | _fonts(folder)
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent,
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise MingzhangError(ErrorCode.CONVERSION_FAILED, f"not done after {seconds:.0f} s") from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, said.decode("utf-8", "replace")


def _fonts(folder: Path) -> dict[str, str]:
    """The environment that has fontconfig look at the package's fonts beside the machine's."""
    font = font_file()
    if font is None:
        return {}
    settings = folder / "fonts.conf"
    settings.write_text(_FONTS.format(fonts=escape(str(font.parent)), cache=escape(str(folder / "fonts"))), "utf-8")
    return {"FONTCONFIG_FILE": str(settings)}


def _reason(said: str) -> str:
    """The last error that LibreOffice named, without places of this machine."""
    lines = [line.partition("(")[0].strip(" .") for line in said.splitlines() if line.lower().startswith("error")]
    return next((line[:80] for line in reversed(lines) if line and "/" not in line), "it gave no reason")
