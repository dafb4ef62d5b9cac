"""The shared libraries of the operating system that the wheels of the lock need; installs them where it may.

Runs before anything is installed (`make`), so it imports the standard library only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedLibrary:
    """A shared library, the Debian packages that carry it (the first that apt knows is taken) and who asks for it."""

    soname: str
    packages: tuple[str, ...]
    wanted_by: str


LIBRARIES = (
    SharedLibrary("libGL.so.1", ("libgl1",), "OpenCV"),
    SharedLibrary("libgthread-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0"), "OpenCV"),
    SharedLibrary("libgomp.so.1", ("libgomp1",), "OpenCV and onnxruntime"),
)


def is_loadable(library: SharedLibrary) -> bool:
    """Whether the dynamic loader finds the library."""
    try:
        ctypes.CDLL(library.soname)
    except OSError:
        return False
    return True


def missing() -> list[SharedLibrary]:
    """The libraries that are not there; none on systems whose wheels carry their own (not Linux)."""
    return [library for library in LIBRARIES if not is_loadable(library)] if sys.platform == "linux" else []


def install_line(packages: list[str]) -> str:
    """The line that a person types to install Debian packages."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def may_install() -> bool:
    """Whether this process may call apt-get."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(choices: list[tuple[str, ...]]) -> bool:
    """Install one package out of each choice (names differ between releases); whether all went in."""
    _apt_get("update", "-qq")
    install = ("install", "-y", "-qq", "--no-install-recommends")
    return all([any(_apt_get(*install, name) for name in names) for names in choices])


def _apt_get(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    finished = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        print(f"apt-get {' '.join(arguments)} said: {finished.stderr.strip().splitlines()[-1:]}")
    return finished.returncode == 0


def ensure_libraries() -> int:
    """Install what is missing, or name the line to type. Returns an exit code."""
    lacking = missing()
    if not lacking:
        return 0
    names = ", ".join(f"{library.soname} (for {library.wanted_by})" for library in lacking)
    if may_install():
        print(f"Installing {names} with apt-get.")
        if apt_install([library.packages for library in lacking]) and not missing():
            return 0
    print(f"Missing on this machine: {names}. Type:\n  {install_line([lib.packages[-1] for lib in lacking])}")
    return 1


def make_environment(folder: str) -> int:
    """A virtual environment with pip; Debian keeps the means for it in a package of its own. Returns an exit code."""
    command = [sys.executable, "-m", "venv", "--clear", folder]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0:
        return 0
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if may_install() and apt_install([(package, "python3-venv")]):
        return subprocess.run(command, check=False).returncode
    print(f"{sys.executable} cannot make a virtual environment. Type:\n  {install_line([package])}")
    return 1


def main() -> int:
    """`python -m mingzhang.flows.machine.libraries [--make-venv FOLDER]`."""
    if len(sys.argv) == 3 and sys.argv[1] == "--make-venv":
        return make_environment(sys.argv[2])
    return ensure_libraries()


if __name__ == "__main__":
    sys.exit(main())
