"""What files with contacts say: names and numbers drawn from a seed, in many layouts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
GIVEN = "丽华建国秀英志强桂芳海燕文博晓东玉兰俊杰雪梅立新春生美玲德胜永康淑珍浩然佳怡子轩思远"
BUDGET = [["科目编码", "科目名称", "合计"], ["208", "社会保障和就业支出", "345.60"], ["", "合计", "345.60"]]


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


def _run_on(p: People) -> Parts:
    number = f"138{p.choice.randrange(10**7, 10**8)}"
    p.used.append(("phone", number))
    return Parts(tables=(BUDGET,), paragraphs=(
        f"本表由我馆办公室编制。如有疑问，请与办公室联系。联系人：\n{p.name()}，联系电话：\n{p.phone()}。",
        f"监督意见请于工作日向财务科反映，电话：{number[:5]}\n{number[5:]}，联系人为{p.name()[:1]}同志。"))  # fmt: skip


def _wide(p: People) -> Parts:
    digits = f"139{p.choice.randrange(10**7, 10**8)}"
    land = f"{p.choice.randrange(2 * 10**6, 10**7)}"
    p.used += [("phone", digits), ("phone", land)]
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    return Parts(tables=(BUDGET, [["联系人", p.name()], ["联系电话", digits.translate(wide)]]), paragraphs=(
        f"咨询电话：{f'0351-{land}'.translate(wide)}", f"联系人:{p.name()}"))  # fmt: skip


def _one_cell(p: People) -> Parts:
    rows = [["序号", "科室", "联系人及电话", "金额"]]
    rows += [[str(n), office, f"{p.name()} {p.phone()}", "12.50"] for n, office in enumerate(("办公室", "财务科"), 1)]
    return Parts(tables=(rows,))


def _persons_in_cell(p: People) -> Parts:
    rows = [["项目名称", "修缮"], ["项目联系人", f"{p.name()} {p.phone()}；{p.name()} {p.phone()}"],
            ["项目负责人", f"{p.name()}，{p.name()}"], ["金额", "12.50"]]  # fmt: skip
    return Parts(tables=(rows, BUDGET))


def _mobiles_as_numbers(p: People) -> Parts:
    rows = [["科室", "姓名", "手机", "预算数"]]
    for office in ("办公室", "财务科", "业务科"):
        number = f"137{p.choice.randrange(10**7, 10**8)}"
        p.used.append(("phone", number))
        rows.append([office, p.name(), number, "1,380.00"])
    return Parts(tables=(rows,))


def _no_label(p: People) -> Parts:
    rows = [["项目名称", "金额", "备注"], ["数字化加工", "12.50", f"{p.name()} {p.phone()}"],
            ["修缮", "30.00", f"找{p.name()[:1]}科长，{p.phone()}"]]  # fmt: skip
    return Parts(tables=(rows,))


def _letter(p: People) -> Parts:
    return Parts(tables=(BUDGET,), paragraphs=(
        f"（此件公开发布）　　　联系人：{p.name()}　{p.phone()}", f"分管领导：{p.name()}（电话 {p.phone()}）",
        f"邮箱：{p.choice.randrange(10**8, 10**9)}@qq.com　传真：{p.phone()}"))  # fmt: skip


LAYOUTS: dict[str, Layout] = {
    "narrative": _narrative, "signed": _signed, "foot": _foot, "title": _title, "columns": _columns,
    "columns_first": _columns_first, "in_budget": _in_budget, "two_in_cell": _two_in_cell, "stacked": _stacked,
    "under_header": _under_header, "bare_line": _bare_line, "last_row": _last_row,
    "run_on": _run_on, "wide": _wide, "one_cell": _one_cell,
    "persons_in_cell": _persons_in_cell, "mobiles_as_numbers": _mobiles_as_numbers, "no_label": _no_label,
    "letter": _letter,
}  # fmt: skip
