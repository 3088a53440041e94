"""What is read: feeds over HTTP and folders of seed files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from config.settings import Part

Group = Literal["conference", "journal", "lab", "press", "science", "media", "preprints", "seed"]


class Source(Part):
    """Something configured to be read: `feed` has a url, `seed` a path (file or folder)."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal["feed", "seed"] = "feed"
    url: str | None = None
    path: Path | None = None
    language: Literal["zh", "en", "mixed"] = "en"
    group: Group = "media"
    enabled: bool = True

    @field_validator("url")
    @classmethod
    def http(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            bad = parts.scheme not in {"http", "https"} or not parts.hostname
        except ValueError:
            bad = True
        if bad or any(c.isspace() for c in url):
            raise ValueError("not an http(s) URL")
        return url

    @model_validator(mode="after")
    def located(self) -> Source:
        if self.kind == "feed" and (self.url is None or self.path is not None):
            raise ValueError("a feed has a url and no path")
        if self.kind == "seed" and (self.path is None or self.url is not None):
            raise ValueError("a seed source has a path and no url")
        return self

    @property
    def location(self) -> str:
        return self.url or str(self.path)
