"""Made-up contacts in files of many layouts, and a search for any that came out: `python -m benchmarks.contacts`.

Names and numbers are drawn from a seed. Each file is ingested; then every relation but the restricted one, the exports
of the warehouse and what `mingzhang extract` writes are searched for raw values. 0 leaks are wanted.
"""

from __future__ import annotations

import argparse
import html
import io
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import duckdb
import openpyxl

from tests.support.drawing import Sheet, pdf

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
GIVEN = "丽华建国秀英志强桂芳海燕文博晓东玉兰俊杰雪梅立新春生美玲德胜永康淑珍浩然佳怡子轩思远"
BUDGET = [["科目编码", "科目名称", "合计"], ["208", "社会保障和就业支出", "345.60"], ["", "合计", "345.60"]]
RESTRICTED = "performance_contacts"
_MOBILE = re.compile("(1[0-9]{10})")
_APART = re.compile(r"[\s\-—–.()（）/+*]")


@dataclass
class People:
    """Names and numbers that no other file has, and those used so far."""

    choice: random.Random
    used: list[tuple[str, str]] = field(default_factory=list)

    def name(self) -> str:
        """A name of two or three characters."""
        while True:
            given = self.choice.sample(GIVEN, self.choice.choice((1, 2, 2)))
            name = self.choice.choice(SURNAMES) + "".join(given)
            if ("name", name) not in self.used:
                self.used.append(("name", name))
                return name

    def phone(self) -> str:
        """A mobile or fixed number, in one of the ways that they are written."""
        digits = "".join(self.choice.choice("2345678") for _ in range(8))
        mobile = f"1{self.choice.choice('35789')}{digits}{self.choice.randrange(10)}"
        text = self.choice.choice(
            (mobile, mobile, f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}", f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
             f"0351-{digits[:7]}", f"（0351）{digits[:7]}", f"0351 {digits[:7]}", f"+86{mobile}", f"0351—{digits[:7]}")
        )  # fmt: skip
        self.used.append(("phone", text))
        return text


@dataclass(frozen=True)
class Parts:
    """What a file says: a title, paragraphs, tables, and a line at the foot of its pages."""

    title: str = "某某市档案馆2025年部门预算"
    paragraphs: tuple[str, ...] = ()
    tables: tuple[list[list[str]], ...] = ()
    foot: str = ""


Layout = Callable[[People], Parts]


def _narrative(p: People) -> Parts:
    return Parts(paragraphs=(
        f"如对本预算有疑问，请与我馆办公室{p.name()}联系，电话{p.phone()}。",
        f"联系人：{p.name()}，联系电话：{p.phone()}。",
        f"（联系人：{p.name()}；联系方式：{p.phone()}）", f"咨询电话：{p.phone()}  监督电话：{p.phone()}"))  # fmt: skip


def _signed(p: People) -> Parts:
    return Parts(tables=(BUDGET,), paragraphs=(
        f"单位负责人：{p.name()}　　财务负责人：{p.name()}　　制表人：{p.name()}",
        f"审核人：{p.name()} 填报人：{p.name()} 联系电话：{p.phone()} 填报日期：2025年1月23日"))  # fmt: skip


def _foot(p: People) -> Parts:
    return Parts(tables=(BUDGET,), foot=f"地址：某某市解放路1号  联系人：{p.name()}  电话：{p.phone()}")


def _title(p: People) -> Parts:
    return Parts(f"2025年部门预算公开表（联系人：{p.name()} {p.phone()}）", tables=(BUDGET,))


def _columns(p: People) -> Parts:
    rows = [["单位名称", "联系人", "办公电话", "手机"]]
    rows += [[f"某某市第{n}中学", p.name(), p.phone(), p.phone()] for n in "一二三"]
    return Parts(tables=(rows,))


def _columns_first(p: People) -> Parts:
    rows = [["序号", "姓名", "职务", "联系电话"]]
    rows += [[str(n), p.name(), title, p.phone()] for n, title in enumerate(("主任", "科长", "会计"), start=1)]
    return Parts(tables=(rows,))


def _in_budget(p: People) -> Parts:
    rows = [["项目名称", "金额", "项目负责人", "联系电话"]]
    rows += [[f"{n}项目", "1,200.00", p.name(), p.phone()] for n in ("修缮", "数字化", "培训")]
    return Parts(tables=(rows,))


def _two_in_cell(p: People) -> Parts:
    rows = [
        ["项目名称", "数字化加工"], ["项目负责人及联系方式", f"{p.name()}、{p.name()} {p.phone()}/{p.phone()}"],
        ["分管领导", f"{p.name()}（副馆长）"], ["经办人（电话）", f"{p.name()}（{p.phone()}）"],
        ["年度目标", "加工三十万页"],
    ]  # fmt: skip
    return Parts(tables=(rows,))


def _stacked(p: People) -> Parts:
    return Parts(
        tables=([["联系人\n" + p.name(), "电话\n" + p.phone()], ["年度目标", "加工三十万页"], ["金额", "12.50"]],)
    )


def _under_header(p: People) -> Parts:
    return Parts(tables=([
        ["项目名称", "项目负责人", "联系人", "联系电话"], ["数字化加工", p.name(), p.name(), p.phone()],
        ["年度目标", "加工三十万页", "", ""]],))  # fmt: skip


def _bare_line(p: People) -> Parts:
    return Parts(tables=(BUDGET,), paragraphs=(f"{p.name()} {p.phone()}", f"财务科：{p.name()}（{p.phone()}）"))


def _last_row(p: People) -> Parts:
    return Parts(tables=([*BUDGET, [f"填表人：{p.name()}", f"复核：{p.name()}", f"电话：{p.phone()}"]],))


LAYOUTS: dict[str, Layout] = {
    "narrative": _narrative, "signed": _signed, "foot": _foot, "title": _title, "columns": _columns,
    "columns_first": _columns_first, "in_budget": _in_budget, "two_in_cell": _two_in_cell, "stacked": _stacked,
    "under_header": _under_header, "bare_line": _bare_line, "last_row": _last_row,
}  # fmt: skip


def as_xlsx(parts: Parts) -> bytes:
    """A workbook."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([parts.title])
    for table in parts.tables:
        for row in table:
            page.append([text or None for text in row])
        page.append([])
    for text in (*parts.paragraphs, parts.foot):
        page.append([text or None])
    return _saved(book)


def as_docx(parts: Parts) -> bytes:
    """A document, its foot at the foot of its pages."""
    made = docx.Document()
    made.add_paragraph(parts.title)
    for text in parts.paragraphs:
        made.add_paragraph(text)
    for rows in parts.tables:
        table = made.add_table(len(rows), len(rows[0]))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    made.sections[0].footer.paragraphs[0].text = parts.foot
    made.add_paragraph(parts.foot)
    return _saved(made)


def as_html(parts: Parts) -> bytes:
    """A web page; numbers in paragraphs are links."""

    def cell(text: str) -> str:
        return f"<td>{html.escape(text)}</td>".replace("\n", "<br>")

    tables = "".join(
        "<table>" + "".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in rows) + "</table>"
        for rows in parts.tables
    )
    linked = [_MOBILE.sub(r"<a href=tel:>\1</a>", html.escape(text)) for text in parts.paragraphs]
    texts = "".join(f"<p>{text}</p>" for text in linked)
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{parts.title}</title></head>"
    return (f"{head}<body><h1>{parts.title}</h1>{texts}{tables}<footer>{parts.foot}</footer></body></html>").encode()


def as_pdf(parts: Parts) -> bytes:
    """A page with ruled tables."""
    sheet, y = Sheet().text(60, 50, parts.title, 13), 80.0
    for text in parts.paragraphs:
        sheet.text(60, y, text)
        y += 20
    for rows in parts.tables:
        rows = [[text.replace("\n", " ") for text in row] for row in rows]
        sheet.table(50, y, [500 / len(rows[0])] * len(rows[0]), rows)
        y += 18 * len(rows) + 30
    return pdf(sheet.text(60, 800, parts.foot) if parts.foot else sheet)


WRITERS: dict[str, Callable[[Parts], bytes]] = {"xlsx": as_xlsx, "docx": as_docx, "html": as_html, "pdf": as_pdf}


def _saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def write(folder: Path, seed: int, rounds: int = 1) -> dict[str, list[tuple[str, str]]]:
    """Write the files; gives for each name the (kind, raw value) in it."""
    truth = {}
    people = People(random.Random(seed))
    for number in range(rounds):
        for layout, make in LAYOUTS.items():
            for suffix, writer in WRITERS.items():
                before = len(people.used)
                name = f"{layout}_{number}.{suffix}"
                (folder / name).write_bytes(writer(make(people)))
                truth[name] = people.used[before:]
    return truth


def leaks(texts: Iterator[tuple[str, str]], truth: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    """(place, file, value) of each raw value in some (place, text)."""
    found = []
    for place, text in texts:
        plain, digits = re.sub(r"\s", "", text), _APART.sub("", text)
        for file, values in truth.items():
            for kind, value in values:
                told = plain if kind == "name" else digits
                raw = value if kind == "name" else re.sub(r"\D", "", value)[-7:]
                if raw in told:
                    found.append((place, file, value))
    return found


def relations(warehouse: Path) -> Iterator[tuple[str, str]]:
    """(relation, text of a row) of all but the restricted one."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        for (name,) in names:
            for row in connection.execute(f'SELECT * FROM main."{name}"').fetchall():
                yield name, " | ".join(str(value) for value in row if value is not None)


def run(*arguments: str) -> str:
    """What a command of mingzhang says, on either stream."""
    done = subprocess.run([sys.executable, "-m", "mingzhang", *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def search(folder: Path, truth: dict[str, list[tuple[str, str]]], extracts: int) -> list[tuple[str, str, str]]:
    """Ingest, export, extract; all leaks."""
    warehouse, out = folder / "w.duckdb", folder / "out"
    said = run("ingest", str(folder / "in"), "--warehouse", str(warehouse))
    found = leaks(iter([("what ingest says", said)]), truth) + leaks(relations(warehouse), truth)
    run("export", str(warehouse), "--to", str(out), "-f", "csv")
    found += leaks(((f"export {file.name}", file.read_text("utf-8", "replace")) for file in out.rglob("*.csv")
                    if RESTRICTED not in file.name), truth)  # fmt: skip
    for name in list(truth)[:: max(1, len(truth) // max(1, extracts))] if extracts else ():
        for suffix in ("json", "md", "html"):
            made = folder / f"one.{suffix}"
            told = run("extract", str(folder / "in" / name), "--output", str(made))
            text = made.read_text("utf-8", "replace") if made.is_file() else ""
            found += leaks(iter([(f"extract {suffix}", told + text)]), {name: truth[name]})
    return found


def main() -> int:
    """Print the leaks by place and layout; 1 where there is any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2, help="files of each layout and format")
    parser.add_argument("--extracts", type=int, default=6, help="how many of the files are extracted too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "in").mkdir()
        truth = write(folder / "in", options.seed, options.rounds)
        found = search(folder, truth, options.extracts)
    for (place, file), count in sorted(Counter((place, file) for place, file, _ in found).items()):
        print(f"{count:4}  {place}  {file}  {next(v for p, f, v in found if (p, f) == (place, file))}")
    values = {(file, value) for file, some in truth.items() for _, value in some}
    print(f"{len({(f, v) for _, f, v in found})} of {len(values)} values came out, in {len(truth)} files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
