"""What `prefect deploy` asks before it switches a schedule on: whether the files that its runs need are there."""

from __future__ import annotations

from pathlib import Path


def look_for(files: list[str]) -> dict[str, bool]:
    """A build step of `prefect.yaml`: `all_there` tells whether every file is there. Missing ones are printed.

    A warehouse in a database (`ducklake+postgresql://…`) is no file, and counts as there.
    """
    missing = [name for name in files if "://" not in name and not Path(name).is_file()]
    for name in missing:
        print(f"{name} is missing: the schedule stays off until `prefect deploy` finds it.")
    return {"all_there": not missing}
