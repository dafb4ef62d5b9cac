"""Files spoilt on purpose: small disclosures of every format, changed as broken downloads and hostile hands do.

All is drawn from a seed, so that a file that made trouble can be made again:
`python -m tests.support.mutations SEED FILE`.
"""

from __future__ import annotations

import base64
import io
import random
import re
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from samples.collector import CollectedPage, Collector
from samples.make import write_units
from samples.render_html import as_html
from samples.render_ofd import OfdPress
from samples.render_pdf import Style
from samples.render_scan import Scan, scan_pdf
from samples.render_sheets import as_xls, as_xlsx
from samples.render_word import as_docx
from tests.support.drawing import FONT, Sheet, pdf

Mutator = Callable[[random.Random, bytes], bytes]

ROWS = [["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "30.50"], ["", "合计", "30.50"]]
PAGES = 3
GREAT = (b"0", b"-1", b"2147483648", b"99999999999999", b"1e308", b"65536")
NUMBER = re.compile(rb"(?<![A-Za-z#])\d{1,12}(?![A-Za-z])")
REFERENCE = re.compile(rb"\d{1,5} 0 R")
BOX = re.compile(rb"/MediaBox *\[[^\]]*\]")
SUFFIXES = ("pdf", "xlsx", "xls", "docx", "html", "ofd", "png", "doc", "tif", "mht", "xml", "csv")
# How often each source is taken: PDF is what arrives.
SHARES = {"pdf": 12, "scan": 1, "xlsx": 3, "xls": 2, "docx": 2, "html": 2, "ofd": 3, "mht": 1, "word": 1, "csv": 1}


@cache
def sources() -> dict[str, tuple[str, bytes]]:
    """A small disclosure in each format: kind -> (suffix, bytes)."""
    collector = Collector()
    write_units(collector)
    pages: list[CollectedPage] = collector.pages[:PAGES]
    press = OfdPress(Style(font=FONT))
    write_units(press)
    del press.canvas.pages[PAGES:]
    sheets = [
        Sheet()
        .text(200, 60, f"2025年部门支出总表{n}", 14)
        .text(60, 82, "单位：万元")
        .table(60, 100, [70, 150, 80], ROWS)
        for n in range(PAGES)
    ]
    drawn = pdf(*sheets)
    return {
        "pdf": ("pdf", drawn),
        "scan": ("pdf", scan_pdf(drawn, [1], [Scan(dpi=100)], 1)),
        "xlsx": ("xlsx", as_xlsx(pages)),
        "xls": ("xls", as_xls(pages)),
        "docx": ("docx", as_docx(pages)),
        "html": ("html", as_html(pages)),
        "ofd": ("ofd", press.finish()),
        "mht": ("mht", _saved_page(as_html(pages))),
        "word": ("xml", _flat(as_docx(pages))),
        "csv": ("csv", "\r\n".join(",".join(row) for row in ROWS * 4).encode("gbk")),
    }


def _saved_page(page: bytes) -> bytes:
    """A web page as a browser saves it in one file."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    part = b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + part + base64.encodebytes(page) + b"\r\n--b--\r\n"


def _flat(data: bytes) -> bytes:
    """A docx as one XML file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = b"".join(
            b'<p:part p:name="/%s"><p:xmlData>%s</p:xmlData></p:part>'
            % (name.encode(), package.read(name).partition(b"?>")[2])
            for name in package.namelist()
            if name.endswith((".xml", ".rels")) and not name.startswith("[")
        )
    return b'<p:package xmlns:p="http://schemas.microsoft.com/office/2006/xmlPackage">' + parts + b"</p:package>"


def cut(choice: random.Random, data: bytes) -> bytes:
    return data[: choice.randrange(len(data))]


def flip(choice: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(choice.choice((1, 3, 20, 200))):
        spoilt[choice.randrange(len(spoilt))] ^= 1 << choice.randrange(8)
    return bytes(spoilt)


def blank(choice: random.Random, data: bytes) -> bytes:
    start, size = choice.randrange(len(data)), choice.choice((1, 16, 512, 4096))
    return data[:start] + bytes(len(data[start : start + size])) + data[start + size :]


def lose(choice: random.Random, data: bytes) -> bytes:
    start = choice.randrange(len(data))
    return data[:start] + data[start + choice.choice((1, 16, 512, 4096)) :]


def repeat(choice: random.Random, data: bytes) -> bytes:
    start = choice.randrange(len(data))
    return data[:start] + data[start : start + 2000] * choice.choice((2, 50)) + data[start:]


def insert(choice: random.Random, data: bytes) -> bytes:
    start = choice.randrange(len(data))
    return data[:start] + choice.randbytes(choice.choice((1, 64, 4096))) + data[start:]


def great_number(choice: random.Random, data: bytes) -> bytes:
    """A length, an offset, a count or a size that cannot be."""
    places = list(NUMBER.finditer(data))
    for place in choice.sample(places, min(len(places), choice.choice((1, 2, 8)))):
        data = data[: place.start()] + choice.choice(GREAT)[: len(place[0])].ljust(len(place[0])) + data[place.end() :]
    return data


def loop(choice: random.Random, data: bytes) -> bytes:
    """Objects that refer to another one, or to themselves."""
    places = REFERENCE.findall(data)
    if not places:
        return flip(choice, data)
    target = choice.choice(places)
    return REFERENCE.sub(lambda found: target if choice.random() < 0.3 else found[0], data)


def giant_box(choice: random.Random, data: bytes) -> bytes:
    size = choice.choice((b"0 0 1e9 1e9", b"0 0 0 0", b"-1e9 -1e9 1e9 1e9", b"0 0 20000 20000", b"0 0 nan inf"))
    return BOX.sub(b"/MediaBox [ " + size + b" ]", data)


def no_cross_reference(choice: random.Random, data: bytes) -> bytes:
    return data.replace(b"startxref", b"startxxxx").replace(b"\nxref", choice.choice((b"\nxxxx", b"")))


def nested(choice: random.Random, data: bytes) -> bytes:
    """Deep brackets, or one file within another."""
    where = choice.randrange(len(data))
    deep = choice.choice((b"[" * 20_000, b"<<" * 20_000, b"<a>" * 20_000, b"(" * 20_000, data))
    return data[:where] + deep + data[where:]


def of_other_kind(choice: random.Random, data: bytes) -> bytes:
    other = choice.choice(list(sources().values()))[1]
    return choice.choice((other, data[: len(data) // 2] + other, b"", b"\n" * 100, b"%PDF-1.4", b"PK\x03\x04"))


def in_member(choice: random.Random, data: bytes) -> bytes:
    """One member of a package spoilt, the package whole around it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    chosen = choice.choice([name for name, content in members.items() if content])
    spoil = choice.choice((cut, flip, blank, lose, repeat, insert, great_number, nested, expanding, immense))
    members[chosen] = spoil(choice, members[chosen])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


def expanding(choice: random.Random, data: bytes) -> bytes:
    """Entities that expand to more than fits into memory, or name a file of the machine."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    outside = '<!ENTITY a11 SYSTEM "file:///etc/hostname">'
    declared = f'<!DOCTYPE x [<!ENTITY a0 "ha">{choice.choice((levels, outside))}]>'.encode()
    head, mark, rest = data.partition(b"?>")
    return head + mark + declared + rest.replace(b"</", b"&a11;</", 3) if mark else declared + data


def immense(choice: random.Random, data: bytes) -> bytes:
    """A sheet, a span or a page that says it is of the greatest size."""
    for old, new in (
        (rb'ref="[A-Z]+\d+:[A-Z]+\d+"', b'ref="A1:XFD1048576"'),
        (rb'w:val="\d+"', b'w:val="99999999"'),
        (rb'(row|col)span="\d+"', rb'\1span="99999999"'),
        (rb'Boundary="[^"]*"', b'Boundary="0 0 1e30 1e30"'),
        (rb'r="[A-Z]+\d+"', b'r="XFD1048576"'),
    ):
        data = re.sub(old, new, data, count=choice.choice((1, 1000)))
    return data


BYTES: tuple[Mutator, ...] = (cut, cut, flip, flip, blank, lose, repeat, insert, of_other_kind)
OF_PDF: tuple[Mutator, ...] = (great_number, loop, giant_box, no_cross_reference, nested)
OF_TEXT: tuple[Mutator, ...] = (nested, immense, great_number)


def mutated(seed: int) -> tuple[str, bytes]:
    """(file name, bytes) of a spoilt file; some bear the name of another format."""
    choice = random.Random(seed)
    kind = choice.choices(list(SHARES), list(SHARES.values()))[0]
    suffix, data = sources()[kind]
    mutators = BYTES
    if kind in ("pdf", "scan"):
        mutators += OF_PDF * 2
    elif kind in ("html", "mht", "word"):
        mutators += OF_TEXT * 2
    times = choice.choice((1, 1, 1, 2, 3))
    if kind in ("xlsx", "docx", "ofd") and choice.random() < 0.6:
        data = in_member(choice, data)
        times -= 1
    for _ in range(times):
        data = choice.choice(mutators)(choice, data) or b"\0"
    if choice.random() < 0.1:
        suffix = choice.choice(SUFFIXES)
    return f"{seed:06d}.{suffix}", data


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(mutated(int(sys.argv[1]))[1])
