"""The rooms lie at the top of the repository and are installed inside `mingzhang`, the only name that is taken."""

from setuptools import find_packages, setup

ROOMS = ("flows", "extractors", "models", "warehouse")

setup(
    packages=[
        "mingzhang",
        *(f"mingzhang.{name}" for room in ROOMS for name in find_packages(include=[room, f"{room}.*"])),
    ],
    package_dir={"mingzhang": "mingzhang", **{f"mingzhang.{room}": room for room in ROOMS}},
)
