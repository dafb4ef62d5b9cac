"""Python imports this at its start where this folder is on PYTHONPATH: in every process of a run to be killed."""

from tests.support.killing import injector

injector.arm()
