"""The command line: the only layer that knows Click, the environment and exit codes."""
