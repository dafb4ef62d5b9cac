"""When and where work runs: Prefect flows, worker processes, the command line."""
