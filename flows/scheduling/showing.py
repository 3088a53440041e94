"""What Prefect's UI shows of a run: artifacts, and events that automations can wait for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event
from prefect.runtime import flow_run

from flows.delivery.formats import escaped, written
from flows.delivery.harmless import printable
from flows.delivery.results import ChannelResult
from flows.ingestion.report import RunReport
from parsers.identity import Event

_MOST = 200  # events of a run that are emitted, and rows of a table; the warehouse has them all
_LONGEST = 100_000  # characters of an artifact


def ingest_run_name() -> str:
    """Return the name of an ingest run: what it reads, and for when it was scheduled."""
    parameters = flow_run.parameters or {}
    what = "seeds" if parameters.get("offline") else "due sources"
    return f"ingest {what} {_moment(flow_run.scheduled_start_time)}"


def digest_run_name() -> str:
    """Return the name of a digest run: for when it was scheduled."""
    return f"digest to channels {_moment(flow_run.scheduled_start_time)}"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "now"


def show_run(report: RunReport) -> None:
    """Keep what a run found as Markdown, and how its sources fared as a table."""
    create_markdown_artifact(
        key="laurelwire-run", markdown=_run(report), description="What the run read and found"
    )
    table = [
        {
            "source": printable(r.source.name),
            "outcome": r.outcome,
            "health": report.health.get(r.source.name, ""),
            "failure": r.failure or "",
            "why": printable(r.error or ""),
        }
        for r in sorted(report.readings, key=lambda r: (r.outcome != "failed", r.source.name))
    ]
    create_table_artifact(
        key="laurelwire-sources",
        table=table[:_MOST],
        description=f"The {len(table)} sources that were asked, those that failed first",
    )


def show_digests(results: Iterable[ChannelResult]) -> None:
    """Keep each digest as Markdown."""
    for each in results:
        if each.digest is not None:
            create_markdown_artifact(
                key=f"laurelwire-digest-{each.channel.replace('_', '-')}",
                markdown=printable(written(each.digest, "markdown"))[:_LONGEST],
                description=f"channel {each.channel}: {each.state}, {each.events} events",
            )


def emit_run(report: RunReport) -> None:
    """Emit `laurelwire.award.announced` or `laurelwire.breakthrough.announced` for each new event.

    Sources whose health changed are `laurelwire.source.failing`, `.dead`, `.gone` or `.healthy`.
    """
    for event in report.new.events[:_MOST]:
        emit_event(
            event=f"laurelwire.{event.kind}.announced",
            resource=_resource("event", event.event_id, _title(event)),
            payload=_facts(event),
        )
    for notice in report.notices[:_MOST]:
        emit_event(
            event=f"laurelwire.source.{notice['health']}",
            resource=_resource("source", notice["source"], notice["source"]),
            payload={"reason": printable(notice["reason"] or "")},
        )


def emit_digests(results: Iterable[ChannelResult]) -> None:
    """Emit `laurelwire.digest.sent` or `.failed` for each channel that was to be told something."""
    for each in results:
        if each.state in {"sent", "shown", "failed"}:
            emit_event(
                event=f"laurelwire.digest.{'failed' if each.state == 'failed' else 'sent'}",
                resource=_resource("channel", each.channel, each.channel),
                payload={"events": each.events, "error": printable(each.error or "")},
            )


def _resource(kind: str, name: str, title: str) -> dict[str, str]:
    return {
        "prefect.resource.id": f"laurelwire.{kind}.{name}"[:200],
        "prefect.resource.name": printable(title)[:200],
    }


def _facts(event: Event) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "category": event.category,
        "award_name": event.award_name,
        "venue": event.venue,
        "year": event.year,
        "field": event.field,
        "claim": event.claim,
        "work_title": event.work_title,
        "recipients": list(event.recipients),
        "links": list(event.links),
    }


def _title(event: Event) -> str:
    what = event.award_name or (event.claim or event.kind).replace("_", " ")
    whom = event.work_title or ", ".join(event.recipients) or event.subject or ""
    return " · ".join(str(p) for p in (what, event.year, whom) if p)


def _run(report: RunReport) -> str:
    counts = (
        f"{len(report.readings)} sources asked, {report.count('failed')} failed; "
        f"{report.new.entries} new entries, {len(report.rejections)} rejected; "
        f"{len(report.new.events)} new events, {report.new.promised} deliveries promised."
    )
    lines = [f"- {escaped(printable(_title(event)))}" for event in report.new.events[:_MOST]]
    left = len(report.new.events) - len(lines)
    if left:
        lines.append(f"- and {left} more: `laurelwire events`")
    return "\n".join([counts, "", *lines])[:_LONGEST]
