"""Time, network and the order of work: runs, digests, Prefect flows and the command line."""
