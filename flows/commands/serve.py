"""The command `serve`: runs and digests on schedule."""

from __future__ import annotations

import click

from flows.commands.console import Context
from flows.delivery.harmless import printable


@click.command(epilog="Example: laurelwire serve   (schedule.* in settings.toml says when)")
@click.option(
    "--without-prefect",
    is_flag=True,
    help="Follow the schedule by a plain loop: no server, no pages.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port of a Prefect server of our own; without it 4200, or another when that is taken.",
)
@click.pass_obj
def serve(context: Context, without_prefect: bool, port: int | None) -> None:
    """Run and tell on the schedule of settings.toml, until interrupted.

    With Prefect: on the server that PREFECT_API_URL or a Prefect profile names, else on one that is
    started here, keeps its data in the data folder and ends with this command.
    """
    context.configuration  # noqa: B018  its problems are told before anything starts
    from flows.serving import serve as serve_until_ended  # noqa: PLC0415  most commands need none of it

    serve_until_ended(
        context.config,
        context.places.data,
        prefect=not without_prefect,
        port=port,
        say=lambda line: click.echo(printable(f"laurelwire: {line}"), err=True),
    )
