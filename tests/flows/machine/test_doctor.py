"""The doctor says what is wrong and what to type."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import pytest

from mingzhang.flows.machine import doctor, libraries
from mingzhang.flows.machine.libraries import SharedLibrary


def finding(subject: str) -> doctor.Finding:
    return next(found for found in doctor.examine() if found.subject == subject)


def test_a_fit_machine_has_nothing_to_mend() -> None:
    assert [found for found in doctor.examine() if not found.is_well and found.subject != "memory"] == []


def test_a_missing_library_is_named_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "LIBRARIES", (SharedLibrary("libnone.so.9", ("libnone9t64", "libnone9"), "nobody"),))
    found = finding("system libraries")
    assert "libnone.so.9" in found.found
    assert found.advice.endswith("apt-get install -y --no-install-recommends libnone9")


def test_without_root_make_names_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libraries, "LIBRARIES", (SharedLibrary("libnone.so.9", ("libnone9",), "nobody"),))
    monkeypatch.setattr(libraries, "may_install", lambda: False)
    assert libraries.ensure_libraries() == 1
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libnone9" in capsys.readouterr().out


def test_two_owners_of_cv2_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "cv2_owners", lambda: ["opencv-contrib-python", "opencv-python-headless"])
    found = finding("cv2")
    assert "pip uninstall -y opencv-python-headless" in found.advice
    assert "opencv-contrib-python==4.10.0.84" in found.advice


def test_another_version_than_the_locks_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("# comment\nduckdb==0.1\nnothing-of-that-name==1.0\n", encoding="utf-8")
    monkeypatch.setattr(doctor, "LOCK", lock)
    found = finding("packages")
    assert "the lock says 0.1" in found.found
    assert "nothing-of-that-name is missing" in found.found


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(100, 99, 1))
    assert "Free some space" in finding("disk").advice


def test_a_missing_font_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from mingzhang.extractors.pages import fonts

    assert finding("fonts").is_well
    monkeypatch.setattr(fonts, "font_file", lambda: None)
    assert "make clean install" in finding("fonts").advice


def test_the_core_alone_is_well_and_is_told_how_to_get_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    extras = {name for names in doctor.PARTS.values() for name in names}
    installed = doctor._installed
    monkeypatch.setattr(doctor, "LOCK", tmp_path / "none")
    monkeypatch.setattr(libraries, "LIBRARIES", (SharedLibrary("libnone.so.9", ("libnone9",), "OpenCV"),))
    monkeypatch.setattr(doctor, "_installed", lambda name: None if name in extras else installed(name))
    monkeypatch.setattr(doctor, "cv2_owners", list)
    found = {one.subject: one for one in doctor.examine()}
    assert [one for one in found.values() if not one.is_well and one.subject not in ("memory", "disk")] == []
    assert "pip install 'mingzhang[ocr,crawl,cluster,browse,witness]'" in found["parts"].found
    assert not any("make" in one.advice for one in found.values())
