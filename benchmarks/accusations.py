"""How many accusations are true: failing checks against labels made by eye.

    python -m benchmarks.accusations WAREHOUSE LABELS.tsv [--list]

LABELS.tsv has the columns city, file, page, rule, verdict (TRUE, FALSE_RULE, FALSE_READING, TRIVIAL) and reason. An
accusation is judged by the label of its file, page and rule; one without such a label by the other labels of its page:
TRUE where one of them is, else it is counted apart as not labelled. Only files with labels are looked at. Recall is by
page: a page with a TRUE label should be accused of something.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

TRUE = "TRUE"
UNLABELLED = "not labelled"
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Accusation:
    """A failing check: file, page (0 where it names none), rule and what it says."""

    file_name: str
    page_number: int
    rule_id: str
    explanation: str

    @property
    def place(self) -> Place:
        return self.file_name, self.page_number


@dataclass(frozen=True, slots=True)
class Judged:
    """Accusations by verdict, the pages that should be accused, and those of them that are."""

    verdicts: Counter[str]
    by_rule: Counter[tuple[str, str]]
    wanted: frozenset[Place]
    found: frozenset[Place]

    @property
    def precision(self) -> float:
        known = sum(count for verdict, count in self.verdicts.items() if verdict != UNLABELLED)
        return self.verdicts[TRUE] / known if known else 1.0

    @property
    def recall(self) -> float:
        return len(self.found) / len(self.wanted) if self.wanted else 1.0


def read_labels(path: Path) -> dict[Place, list[tuple[str, str]]]:
    """(rule, verdict) by file and page."""
    found: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["file"], int(row["page"] or 0)].append((row["rule"], row["verdict"]))
    return dict(found)


def read_accusations(warehouse: Path) -> list[Accusation]:
    """The failing checks of a warehouse that stand for the print, not for a doubtful reading."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "SELECT d.file_name, coalesce(c.page_number, 0), c.rule_id, c.explanation FROM checks c "
            "JOIN documents d USING (document_id) WHERE c.status = 'fail' AND c.origin = 'source' ORDER BY ALL"
        ).fetchall()
    return [Accusation(*row) for row in rows]


def judge(accusations: Iterable[Accusation], labels: Mapping[Place, list[tuple[str, str]]]) -> Judged:
    """Verdicts of the accusations on files that have labels."""
    files = {file_name for file_name, _ in labels}
    verdicts: Counter[str] = Counter()
    by_rule: Counter[tuple[str, str]] = Counter()
    found: set[Place] = set()
    for accusation in accusations:
        if accusation.file_name not in files:
            continue
        verdict = verdict_of(accusation, labels.get(accusation.place, []))
        verdicts[verdict] += 1
        by_rule[accusation.rule_id, verdict] += 1
        if verdict == TRUE:
            found.add(accusation.place)
    wanted = {place for place, its in labels.items() if any(verdict == TRUE for _, verdict in its)}
    return Judged(verdicts, by_rule, frozenset(wanted), frozenset(found & wanted))


def verdict_of(accusation: Accusation, labels: Iterable[tuple[str, str]]) -> str:
    """The verdict of one accusation by the labels of its page."""
    its = list(labels)
    own = [verdict for rule, verdict in its if rule == accusation.rule_id]
    if TRUE in own or (not own and any(verdict == TRUE for _, verdict in its)):
        return TRUE
    return own[0] if own else UNLABELLED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--list", action="store_true", help="show what is not true, and the pages that are missed")
    options = parser.parse_args()
    labels = read_labels(options.labels)
    accusations = read_accusations(options.warehouse)
    judged = judge(accusations, labels)
    total = sum(judged.verdicts.values())
    print(f"accusations on labelled files: {total}, {dict(judged.verdicts)}")
    print(f"true, of those with a label:   {100 * judged.precision:.1f} %")
    print(f"pages found, of those to find: {100 * judged.recall:.1f} %  ({len(judged.found)} of {len(judged.wanted)})")
    for (rule, verdict), count in sorted(judged.by_rule.items()):
        print(f"  {rule:26} {verdict:14} {count}")
    if options.list:
        for file_name, page in sorted(judged.wanted - judged.found):
            print(f"missed  {file_name} p. {page}")
        files = {file_name for file_name, _ in labels}
        for one in accusations:
            verdict = verdict_of(one, labels.get(one.place, []))
            if one.file_name in files and verdict != TRUE:
                print(f"{verdict}  {one.file_name} p. {one.page_number} {one.rule_id}: {one.explanation}")


if __name__ == "__main__":
    main()
