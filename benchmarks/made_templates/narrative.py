"""What the made disclosures say in words: the same figures, in two ways to put them."""

from __future__ import annotations

from benchmarks.made_templates.budget import EQUIPMENT, GOODS, SERVICES, THREE_PUBLIC, TOTAL, VEHICLES

THREE = sum(THREE_PUBLIC.values())
CARS = "、".join(f"{name}{count}辆" for name, count in VEHICLES.items())
COMMON = (
    f"政府采购情况。2026年政府采购预算总额{GOODS + SERVICES}万元，其中：政府采购货物预算{GOODS}万元，"
    f"政府采购服务预算{SERVICES}万元。",
    f"国有资产占有使用情况。截至2025年12月31日，共有车辆{sum(VEHICLES.values())}辆，其中：{CARS}；"
    f"单位价值100万元以上设备（不含车辆）{EQUIPMENT}台（套）。",
)
LISTED = (
    f"2026年收入总预算{TOTAL.total}万元，支出总预算{TOTAL.total}万元。",
    f"2026年“三公”经费预算{THREE}万元，其中：因公出国（境）费用6.00万元，公务接待费3.50万元，"
    "公务用车购置费0万元，公务用车运行维护费9.20万元。",
    f"2026年机关运行经费财政拨款预算{TOTAL.operating}万元。",
    *COMMON,
)
COMPARED = (
    f"2026年“三公”经费预算数为{THREE}万元，较上年减少1.00万元。因公出国（境）费由2025年的7.00万元减少到2026年的"
    "6.00万元；公务接待费3.50万元，与上年持平；公务用车购置及运行费9.20万元（其中：购置费0.00万元，运行费9.20万元）。",
    f"上年机关运行经费134.65万元，本年{TOTAL.operating}万元。",
    *COMMON,
)


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)
