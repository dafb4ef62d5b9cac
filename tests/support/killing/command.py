"""The command line as it is, but for two things: one version of the reader (the code may be under edit while a test
runs), and, unless `MINGZHANG_KILL_WHOLE` is set, the session without Prefect around it, which takes seconds to start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import mingzhang.flows.ingest.run
import mingzhang.flows.ingest.session
from mingzhang.flows.cli.app import run
from mingzhang.flows.ingest.session import Request, Session, Tally


def _session_only(request: Request, observe: Callable[[Tally], None], parameters: object = None) -> Tally:
    with Session(request, observe) as session:
        while session.open:
            session.land(session.open)
    return session.tally


if __name__ == "__main__":
    setattr(mingzhang.flows.ingest.session, "pipeline_version", lambda settings: "test")  # noqa: B010
    if "MINGZHANG_KILL_WHOLE" not in os.environ:
        mingzhang.flows.ingest.run.run_ingest = _session_only
    sys.exit(run(sys.argv[1:]))
