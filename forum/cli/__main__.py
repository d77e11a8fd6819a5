"""``python -m forum.cli``: the `forum` command without its script."""

from forum.cli.main import main

main(prog_name="forum")
