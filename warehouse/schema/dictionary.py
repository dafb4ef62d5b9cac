"""The data dictionary: `python -m mingzhang.warehouse.schema.dictionary` writes `docs/warehouse.md`."""

from __future__ import annotations

from pathlib import Path

from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.records import Agreement, FactScope, FactStage, Fund
from mingzhang.models.vocabulary import enums as v
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Relation
from mingzhang.warehouse.schema.views import VIEWS

TARGET = Path(__file__).resolve().parents[2] / "docs" / "warehouse.md"

HEAD = """\
# The warehouse

<!-- Written by `python -m mingzhang.warehouse.schema.dictionary`; a test holds it in step with the schema. -->

One DuckDB file, or a DuckLake for many writers and readers ([deployment.md](deployment.md)); the address decides, the
relations are the same. The same texts are in it: `SELECT * FROM duckdb_columns()` (a lake has none for views' columns).

- Amounts are **yuan**, `DECIMAL(20,2)`, whatever unit the page used; `amount_text` keeps what is printed.
- Pages count from 1, rows and columns from 0. Boxes are PDF points from the top left of the page as a reader sees it.
- A missing value is NULL, never 0 and never an empty text. `0.00` is a figure, a blank or `-` is none.
- Keys are made of the document's bytes and the place on the page: ingesting the same file again gives the same keys.
- `budget_lines` has the corrections of `corrections` applied; `budget_lines_extracted` is what was read.
- Names and phones of performance forms are masked. As printed they are in `FILE.contacts.duckdb` beside the warehouse
  (readable by its owner only; of a lake in a second one with rights of its own), which
  `mingzhang query --show-contacts` attaches as `restricted`.
"""

KINDS = {
    "revenue_expenditure_summary": "收支总表",
    "revenue_summary": "收入总表",
    "expenditure_summary": "支出总表",
    "fiscal_appropriation_summary": "财政拨款收支总表",
    "fiscal_appropriation_expenditure": "财政拨款支出表",
    "fiscal_appropriation_basic": "财政拨款基本支出表",
    "general_public_expenditure": "一般公共预算支出表",
    "general_public_basic_by_economic": "一般公共预算基本支出（经济分类）表",
    "basic_expenditure": "基本支出（总）表",
    "project_expenditure": "项目支出（总）表",
    "project_expenditure_current": "项目支出表（本年）",
    "project_expenditure_carryover": "项目支出表（上年结转）",
    "government_fund_revenue": "政府性基金收入表",
    "government_fund_expenditure": "政府性基金支出表",
    "government_fund_operations": "政府性基金收支表",
    "state_capital_expenditure": "国有资本经营支出表",
    "state_capital_operations": "国有资本经营收支表",
    "three_public_expenses": "“三公”经费表",
    "agency_operating_expenses": "机关运行经费表",
    "government_procurement": "政府采购表",
    "purchased_services": "政府购买服务表",
    "meeting_expenses": "会议费（明细）表",
    "training_expenses": "培训费（明细）表",
    "performance_self_evaluation": "绩效自评表",
    "performance_target_form": "项目支出绩效目标表",
    "overall_performance_target_form": "部门（单位）整体支出绩效目标表",
    "other": "anything else, kept whole with its title",
}

MEASURES = {
    "total": "合计, or the one column of figures",
    "current_year": "本年 part of a total that holds carry-over",
    "carryover": "上年结转, 结余",
    "basic": "基本支出",
    "project": "项目支出",
    "personnel": "人员经费",
    "operating": "公用经费",
    "fiscal_appropriation": "财政拨款",
    "general_public": "一般公共预算",
    "government_fund": "政府性基金",
    "state_capital": "国有资本经营预算",
    "special_account": "财政专户管理资金",
    "unit_funds": "单位资金",
    "procurement": "政府采购 beside the parts of a total: no part of it",
    "of_which": "其中, 预留给中小企业: part of a figure beside it that no total needs",
    "prior_year": "2025年预算数, 上年 in the table of a later year, whatever else its header says",
    "budget": "年初预算数, 全年预算数 in final accounts",
    "final_accounts": "上年决算数 in a budget",
    "change": "增减额, column or row",
    "change_percent": "增减%: no money, `amount_yuan` is NULL",
    "other": "understood, and none of these (事业收入, 公务接待费)",
}


def dictionary() -> str:
    """The whole text of `docs/warehouse.md`."""
    views = [_section(relation) for relation in VIEWS]
    tables = [_section(relation) for relation in r.TABLES_OF_WAREHOUSE]
    return "\n".join([HEAD, "## Views", "", *views, "## Tables", "", *tables, _vocabulary()])


def _section(relation: Relation) -> str:
    rows = "\n".join(f"| `{c.name}` | {c.type} | {_cell(c.comment)} |" for c in relation.columns)
    return f"### `{relation.name}`\n\n{relation.comment}.\n\n| Column | Type | Meaning |\n|---|---|---|\n{rows}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _vocabulary() -> str:
    kinds = "\n".join(f"| `{kind}` | {KINDS[kind]} |" for kind in v.TableKind)
    others = {
        "stage": v.Stage,
        "side": v.Side,
        "verification": v.Verification,
        "document_kind": v.DocumentKind,
        "status": v.DocumentStatus,
        "period": v.IndicatorPeriod,
    }
    words = "\n".join(f"- `{name}`: {', '.join(f'`{word}`' for word in words)}" for name, words in others.items())
    facts = {"fund": Fund, "stage": FactStage, "scope": FactScope, "agreement": Agreement}
    words += "\n" + "\n".join(f"- `{name}`: {', '.join(f'`{word}`' for word in some)}" for name, some in facts.items())
    meanings = "\n".join(f"| `{c.id}` | {c.name} | {c.unit or '元'} | {c.where} |" for c in concepts().values())
    table = f"| `concept` | Term | Unit | Printed in |\n|---|---|---|---|\n{meanings}"
    measures = "\n".join(f"| `{measure}` | {MEASURES[measure]} |" for measure in v.Measure)
    told = f"| `measure` | Printed |\n|---|---|\n{measures}"
    return f"## Vocabulary\n\n| `table_kind` | Printed |\n|---|---|\n{kinds}\n\n{told}\n\n{words}\n\n{table}\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(dictionary(), encoding="utf-8")
