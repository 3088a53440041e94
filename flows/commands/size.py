"""The command `size`: what the data folder takes, and for what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from flows.commands.console import Context, as_json, fail, format_option
from flows.commands.tables import show_table
from flows.places import Places
from warehouse import query, table_sizes

_GONE = "SELECT coalesce(sum(articles), 0), coalesce(sum(bytes), 0) FROM letting_go"


@click.command(epilog="Example: laurelwire size --format json")
@format_option("table", "json")
@click.pass_obj
def size(context: Context, form: str) -> None:
    """Show what the warehouse takes by table, and what else stands in the data folder."""
    places = context.places
    if not places.snapshot.exists():
        fail(f"{places.snapshot}: nothing published yet; run `laurelwire run` first")
    tables = table_sizes(places.snapshot)
    ((articles,),) = query(places.snapshot, "SELECT count(*) FROM store.article")[1]
    ((gone, gone_bytes),) = query(places.snapshot, _GONE)[1]
    files = dict(_files(places))
    kept = context.configuration.settings.warehousing.keep_bodies_days
    if form == "json":
        told: dict[str, Any] = {
            "articles": articles, "tables": tables, "files": files, "keep_bodies_days": kept,
            "bodies_let_go": int(gone), "bytes_let_go": int(gone_bytes),
        }  # fmt: skip
        click.echo(as_json(told))
        return
    each = max(articles, 1)
    rows = [(name, f"{b / 1e6:,.1f}", f"{b / each:,.0f}") for name, b in tables.items() if b]
    show_table(["table", "MB", "bytes an article"], rows)
    click.echo()
    show_table(
        ["in the data folder", "MB"], [(name, f"{b / 1e6:,.1f}") for name, b in files.items()]
    )
    click.echo()
    bodies = f"{gone:,} bodies of {gone_bytes / 1e6:,.1f} MB were let go. " if gone else ""
    rule = (
        f"Bodies that tell nothing go after {kept} days (keep_bodies_days)."
        if kept
        else "Bodies are kept for ever (keep_bodies_days)."
    )
    click.echo(f"{articles:,} articles. {bodies}{rule}")


def _files(places: Places) -> list[tuple[str, int]]:
    """Return what stands in the data folder: the name of each file or folder, and its bytes, the largest first."""
    found = [(path.name, _bytes(path)) for path in places.data.iterdir()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _bytes(path: Path) -> int:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(file.stat().st_size for file in files)
