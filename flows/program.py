"""Where `laurelwire` begins: little is imported before Ctrl-C is seen to."""

from flows.interrupts import nothing_begun


def main() -> None:
    """Run the command line."""
    with nothing_begun():
        from flows.commands.cli import main as begin  # noqa: PLC0415  a second of imports
    begin()
