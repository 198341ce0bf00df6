"""The command line: the only floor that knows Click, the environment and exit codes."""
