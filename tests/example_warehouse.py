"""A small warehouse that is always the same: three feeds of our own, read and told at fixed hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from conftest import Configure, Web

from config import Configuration
from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places

FEEDS = Path(__file__).with_name("example")
SOURCES = {"North Wire": "north", "The Science Post": "post", "科学要闻": "yaowen"}
BEGUN = datetime(2026, 11, 9, 9, tzinfo=UTC)
_CHANNELS = '[[channel]]\nname = "desk"\nurl_env = "TEST_HOOK"\n'


def build(web: Web, configure: Configure, places: Places) -> Configuration:
    """Read the feeds as they stood on 9 November 2026, and five days later whole; tell the channel `desk` each time."""
    for moment in (BEGUN, BEGUN + timedelta(days=5)):
        sources = ""
        for name, feed in SOURCES.items():
            served = web.serves(f"/{feed}", _as_of((FEEDS / f"{feed}.xml").read_text(), moment))
            sources += f'[[source]]\nname = "{name}"\nurl = "{served}"\n'
        configuration = configure(sources=sources, channels=_CHANNELS)
        run_pass(configuration, places, Options(), clock=lambda: moment)  # noqa: B023  called at once
        tell(configuration, places, lambda: moment)  # noqa: B023
    return configuration


def _as_of(feed: str, moment: datetime) -> str:
    """Return a feed without the items of later days."""
    head, *items = feed.split("<item>")
    *items, last = [*items[:-1], *items[-1].split("</item>", 1)]
    kept = [i for i in [*items[:-1], f"{items[-1]}</item>\n"] if _published(i) <= moment]
    return head + "".join(f"<item>{item}" for item in kept) + last


def _published(item: str) -> datetime:
    text = item.split("<pubDate>")[1].split("</pubDate>", maxsplit=1)[0]
    return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
