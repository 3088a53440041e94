"""What the operator decides about runs: limits, schedules, places."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator


def cron_expression(written: str) -> str:
    """Return the expression; ValueError says which field is wrong, or that its day never comes."""
    expression = " ".join(written.split())
    if len(expression.split()) != 5:
        raise ValueError("five fields are needed: minute hour day-of-month month day-of-week")
    try:
        next(CronSim(expression, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise ValueError(f"not a cron expression ({error})") from None
    except StopIteration:
        raise ValueError("a cron expression whose day never comes") from None
    return expression


Cron = Annotated[str, AfterValidator(cron_expression)]
"""Five fields, as in crontab(5)."""


def known_zone(name: str) -> str:
    """Return the name of a time zone; ValueError for one that there is not."""
    if name not in available_timezones():
        raise ValueError("not an IANA time zone; use a name such as Asia/Shanghai or UTC")
    return name


class Part(BaseModel):
    """A table of a configuration file: read only, and no key is silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def named_place(value: object) -> object:
    """Return what names the place of a secret; ValueError when it is the secret, which is not shown."""
    if isinstance(value, str) and "://" in value:
        raise ValueError("holds a URL; name the environment variable or file that holds it instead")
    return value


class Collecting(Part):
    """How sources are read over HTTP. Times in seconds, intervals in minutes, sizes in MB (10⁶ bytes).

    `spacing`: between two questions to one host. `workers`: processes that read documents, none for
    the run's own; "auto": where much is read for the first time, one for each core and each GB of
    memory, at most four. `document_seconds`, `document_mb`: processor time and memory that the reading of one document
    may take. `allowed_networks`: networks off the public Internet that sources may be in.
    """

    concurrency: Annotated[int, Field(ge=1, le=1000)] = 32
    per_host: Annotated[int, Field(ge=1, le=100)] = 2
    connect_timeout: Annotated[float, Field(gt=0, le=120)] = 6
    read_timeout: Annotated[float, Field(gt=0, le=600)] = 15
    total_timeout: Annotated[float, Field(gt=0, le=3600)] = 40
    max_mb: Annotated[float, Field(gt=0, le=1000)] = 10
    spacing: Annotated[float, Field(ge=0, le=3600)] = 0.5
    min_interval: Annotated[float, Field(ge=1, le=10_080)] = 15
    max_interval: Annotated[float, Field(ge=1, le=10_080)] = 240
    workers: Annotated[int, Field(ge=0, le=64)] | Literal["auto"] = "auto"
    document_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    document_mb: Annotated[int, Field(ge=100, le=1_000_000)] = 1500
    allowed_networks: tuple[str, ...] = ()
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    user_agent: str = "Laurelwire/0.2 (award and breakthrough monitor; +mailto:{contact})"
    contact: str = "unset@invalid"

    @field_validator("allowed_networks")
    @classmethod
    def networks(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        for network in written:
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                raise ValueError(
                    f"{network!r} is no network such as 10.0.0.0/8: {error}"
                ) from error
        return written

    @model_validator(mode="after")
    def ordered(self) -> Self:
        if self.min_interval > self.max_interval:
            raise ValueError("min_interval is longer than max_interval")
        return self


class Seeds(Part):
    """How seed files are read. Sizes in MB (10⁶ bytes)."""

    max_mb: Annotated[float, Field(gt=0, le=1000)] = 20


class Schedule(Part):
    """When `laurelwire serve` runs, as cron expressions in one time zone."""

    ingest: Cron = "*/30 * * * *"
    digest: Cron = "0 8 * * *"
    timezone: str = "UTC"

    @field_validator("timezone")
    @classmethod
    def known(cls, name: str) -> str:
        return known_zone(name)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Warehousing(Part):
    """How DuckDB may use the machine; waiting in seconds for another run to finish writing.

    `keep_bodies_days`: of articles that tell nothing, from when they were stored; 0: for ever.
    """

    memory_mb: Annotated[int, Field(ge=64)] = 1000
    threads: Annotated[int, Field(ge=1, le=256)] = 2
    wait_for_writer: Annotated[float, Field(ge=0, le=3600)] = 60
    keep_bodies_days: Annotated[int, Field(ge=0, le=36500)] = 0


class Telling(Part):
    """How digests are delivered.

    `retry_minutes`: before the first retry of what failed, doubled with each up to half a day;
    `give_up_days`: after the first failure. `messages`: of one digest at most, the rest goes with the
    next one. `first_run`: whether what the first run finds, which is old mostly, is told. `unknown`: what may have
    arrived is kept as that, or sent once more.
    """

    retry_minutes: Annotated[float, Field(ge=0, le=1440)] = 5
    give_up_days: Annotated[float, Field(ge=7, le=365)] = 10
    messages: Annotated[int, Field(ge=1, le=1000)] = 10
    first_run: Literal["tell", "quiet"] = "tell"
    unknown: Literal["keep", "send"] = "keep"
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.5


class Settings(Part):
    """settings.toml, whole."""

    collecting: Collecting = Collecting()
    seeds: Seeds = Seeds()
    schedule: Schedule = Schedule()
    warehousing: Warehousing = Warehousing()
    telling: Telling = Telling()
