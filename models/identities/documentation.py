"""The declared identities as `docs/checks.md`: `python -m mingzhang.models.identities.documentation [HOLDS.json]`.

HOLDS.json is what `python -m benchmarks.proof --archive DIR --docs HOLDS.json` wrote: how often each holds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from mingzhang.models.identities.declarations import Identity, rules

SCOPES = {
    "row": "行内",
    "column": "列内",
    "tables": "表间",
    "form": "绩效目标表",
    "text": "文字与表",
    "document": "形式",
    "years": "跨年",
}
SEVERITIES = {"error": "错误", "warning": "警告", "notice": "提示"}
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

A figure is `verified` where an identity that it takes part in holds **exactly** and, where it stands beside another
figure, some identity (or a second table, or the narrative) would show it if the two had changed places. It is
`suspect` where a check with it fails, where one and the same small change of it would mend all that is off, or where
it is printed as no other figure of its table is and nothing proves it. Otherwise it is `unverified`. What holds only
within the tolerance passes as a check and proves nothing. A structure that mostly fails in a table was not understood
there: its checks are `not_applicable`.
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
