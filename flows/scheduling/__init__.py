"""When runs happen without anybody starting them: Prefect's server and runner, or a plain loop."""
