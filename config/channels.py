"""Who is told: a channel names where its Apprise URL is kept, never the URL itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from config.settings import Part


class Channel(Part):
    """One target of digests and what it subscribes to.

    `url_env` names the environment variable, `url_file` the file, that holds one Apprise URL.
    Empty subscription lists mean everything. `notices`: also told when a source fails or is well again. `max_length` counts characters and overrides what
    the service is known to accept.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    url_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    url_file: str | None = None
    kinds: tuple[Literal["award", "breakthrough"], ...] = ()
    categories: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    max_length: Annotated[int, Field(ge=200)] | None = None
    language: Literal["en", "zh"] = "en"
    notices: bool = False
    enabled: bool = True

    @field_validator("url_env", mode="before")
    @classmethod
    def no_secret(cls, value: object) -> object:
        if isinstance(value, str) and "://" in value:
            # The value is not repeated in the message: it is a secret.
            raise ValueError(
                "holds a URL; name the environment variable that holds it instead"
            ) from None
        return value

    @model_validator(mode="after")
    def one_place(self) -> Channel:
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError("exactly one of url_env and url_file must be given")
        return self
