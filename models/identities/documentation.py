"""The declared identities as `docs/checks.md`: `python -m mingzhang.models.identities.documentation [HOLDS.json]`.

HOLDS.json is what `python -m benchmarks.proof --archive DIR --docs HOLDS.json` wrote: how often each holds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from mingzhang.models.identities.declarations import SEVERITIES, Identity, rules

SCOPES = {
    "row": "行内",
    "column": "列内",
    "tables": "表间",
    "form": "绩效目标表",
    "text": "文字与表",
    "document": "形式",
    "years": "跨年",
}
TOLERANCES = {
    "rounding": "每个非零数按末位小数的一半计；全部印到分则为0",
    "coarser": "单位相同为0（差一个末位仍通过，但不作证明）；单位不同按较粗单位末位的一半",
    "percent": "百分数末位的一个单位（容许截尾）",
    "exact": "0",
    "printed": "所印各数末位的一半之和",
}
HEAD = """# Checks

Every identity that is tried on a document. The declarations are data (`models/identities/identities.toml`); this page
is generated from them (`python -m mingzhang.models.identities.documentation`). A check is `pass`, `fail` or
`not_applicable`.

`verification` speaks of our reading. A figure is `verified` where an identity that it takes part in holds **exactly**
and, where it stands beside another figure, some identity (or a second table, or the narrative) would show it if the two
had changed places. A sum with one part that is not zero proves something only where the same relation holds in other
rows or tables with more parts, or in several rows with different amounts printed as money. On a scan it proves only
figures that are printed with a decimal point and were read surely; and a figure whose code, name or header was read
unsurely, whose code bears stray marks or belongs to another name, or whose row lacks a code where nearly all others
have one, is never `verified` there. A recognised figure is
`suspect` where a check with it fails, where one and the same small change of it would mend all that is off, or where it
is printed as no other figure of its table is and nothing proves it; a figure of a text layer only where it was taken
for money by mistake (codes, ordinals). Otherwise it is `unverified`. What holds only within the tolerance proves
nothing. A figure that a proven sum contradicts is not `verified`, whatever excuses that sum, nor is one whose sum comes
out only if every part of it was rounded as badly as can be.

`adds_up` speaks of the print: false where a sum with the figure fails and is proved (below), also where it accuses
nobody because the document says that secret items were left out; true where one of three figures or more holds.

## What another program reads

Of a check that fails, `witness` says whether camelot-py (`pip install 'mingzhang[witness]'`), which sees neither
our rulings nor our characters, reads the same figures on the pages of a text layer where they stand: `confirms`
(each stands in a cell of its page, as often as in the check), `differs` (it sees tables there, and one of the
figures in none of their cells: look at the page first) or `none` (it sees no table there, is not installed or took
too long; a scan, a check of words). It runs in a process of its own, for 30 s and 12 pages of a document at most,
and changes neither figure nor check. Of the 87 failing checks of figures in both archives it confirms 84; 3 are
`none` (rules drawn as filled curves, where it finds no table).

## What accuses

Which columns a column is the sum of is found from the figures: the header proposes, and a column that breaks the rows
in which it is not blank is no part (政府采购项目 beside 基本支出 and 项目支出). A sum read from a text layer that does
not come out fails only where

- the same relation holds in three other places of the table, or of tables of the same header in the file, with three
  figures or more that are not zero; or one figure, wrong by the same amount, breaks two relations of different sorts;
  or, along a column, another column proves which rows belong together. What 三公 consists of is said by law: one place
  will do. One place will do, too, for a misprint: a figure differs in one digit, or in two changed over, from what
  makes the sum come out, that amount is printed for the same item in another table (or another relation wants it too),
  and the difference is printed neither in its table nor as a total or a remainder (结转, 上年), so that no other
  account explains it; where the sums are rounded, so may be what they want. Such a figure is held against the same
  project in another table also where it is the only one that the two share, and a project of a form also where all
  others of the form agree with the table (eight, where the amounts are short). No other place is needed where a long
  amount that would make the sum come out is printed anywhere else in the file, and the figure as it stands nowhere
  else; and two will do for whatever else looks misprinted. Of lists of meetings and of trainings a file has one each: a
  wrong digit in either is told where the other comes out to the last digit;
- it does not fail in more places than it holds;
- no figure printed beside makes it come out: a part left out (unless printed codes say which the parts are, and a
  misprint explains it), rows right before or after the parts, another column of the row, the rows of a panel beside;
- the table does not run on over the page, and the document does not say that secret items were left out;
- the whole is printed, and not all parts are blank or zero;
- the difference is more than printing explains: half a last decimal for each figure, and one decimal more, for one
  amount in two tables of the same unit of money one last decimal; figures of ten digits have lost those that follow.

A list whose levels only its sums tell falls apart where one figure of a group is misprinted: the group's rows then
stand beside the row over them. What the list exceeds its total by shows which rows those are, and they are hung there
where a misprint explains what is left. A last digit is within rounding, except where the file itself shows that
nothing in it was rounded: 64 sums or more come out to the last digit, none fails to but those of one figure, and that
figure is off by the same amount in two of them. What is only printed again (in another table, or as
the one part of its whole) does not round where sums do: 64 such pairs or more that agree, and a figure that two of its
own contradict and no sum wants, say the same.

Else it is `not_applicable` and says why. A failing sum says how many other places prove it (`proven_by`) and which
share of all places they are (`confidence`). A sum with recognised figures that does not come out fails in any case: it
is a doubt of our reading (`origin` `reading`).

The narrative is held against the tables only where its section shows what it speaks of: three other codes of the
section stand in one column, two other parts of 三公 in the table, the whole of the same sentence in the row. That no
table prints an amount is no contradiction.
"""


def page(holds: Mapping[str, Mapping[str, int]]) -> str:
    """The page. `holds`: counts of pass, fail and not_applicable by rule, {} where they are not known."""
    parts = [HEAD]
    for scope, title in SCOPES.items():
        parts.append(f"\n## {title} (`{scope}`)\n")
        parts.append("| id | 关系 | 容差 | 适用 | 级别 | 依据 |" + (" 成立 |" if holds else ""))
        parts.append("|---|---|---|---|---|---|" + ("---:|" if holds else ""))
        parts += [_row(rule, holds) for rule in rules() if rule.scope == scope]
    parts.append("\n## 说明\n")
    parts += [f"- `{rule.id}`：{rule.explanation}" for rule in rules()]
    parts.append("\n## 容差\n")
    parts += [f"- `{name}`：{told}" for name, told in TOLERANCES.items()]
    return "\n".join(parts) + "\n"


def _row(rule: Identity, holds: Mapping[str, Mapping[str, int]]) -> str:
    families = "、".join(kind.value for kind in rule.families) or "全部"
    cells = [f"`{rule.id}`", rule.relation, rule.tolerance, families, SEVERITIES[rule.severity], rule.source]
    if holds:
        counts = holds.get(rule.id, {})
        held, failed = counts.get("pass", 0), counts.get("fail", 0)
        cells.append(f"{held} / {held + failed}" if held + failed else "–")
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    holds = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")) if len(sys.argv) > 1 else {}
    sys.stdout.write(page(holds))


if __name__ == "__main__":
    main()
