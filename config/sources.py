"""What is read: feeds over HTTP and folders of seed files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from config.secrets import reveals
from config.settings import Part, named_place

Group = Literal["conference", "journal", "lab", "press", "science", "media", "preprints", "seed"]


class Page(Part):
    """Where the entries of an HTML page stand, as CSS selectors; without `entry` they are found.

    `entry` is one entry of the list; the others stand within it, `content` within the page that an
    entry links to.
    """

    entry: str | None = None
    link: str = "a[href]"
    title: str | None = None
    date: str | None = None
    summary: str | None = None
    content: str | None = None

    @field_validator("entry", "link", "title", "date", "summary", "content")
    @classmethod
    def selects(cls, selector: str | None) -> str | None:
        if selector is not None:
            import soupsieve  # noqa: PLC0415  0.1 s that a run without pages need not spend

            try:
                soupsieve.compile(selector)
            except soupsieve.SelectorSyntaxError as error:
                raise ValueError(f"not a CSS selector: {str(error).splitlines()[0]}") from error
        return selector


class Source(Part):
    """Something configured to be read: a `feed` or `page` has a url, `seed` a path (file or folder).

    `url_env` and `url_file` name the environment variable or file that holds an address with a secret
    in it: such an address is shown and stored nowhere. A `feed` is RSS, Atom, RDF, JSON Feed or a news sitemap. `full_text`: the pages that entries link
    to are read too. `folder` and `site` are kept for those who exchange OPML.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal["feed", "page", "seed"] = "feed"
    url: str | None = None
    url_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    url_file: str | None = None
    path: Path | None = None
    language: Literal["zh", "en", "mixed"] = "en"
    group: Group = "media"
    enabled: bool = True
    full_text: bool = False
    page: Page | None = None
    folder: str = ""
    site: str | None = None

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
        if secret := reveals(url):
            raise ValueError(
                f"holds {secret}; keep such an address in an environment variable or a file, and name "
                "that with url_env or url_file"
            )
        return url

    @field_validator("url_env", "url_file", mode="before")
    @classmethod
    def no_secret(cls, value: object) -> object:
        return named_place(value)

    @model_validator(mode="after")
    def located(self) -> Source:
        addresses = sum(a is not None for a in (self.url, self.url_env, self.url_file))
        if self.kind != "seed" and (addresses != 1 or self.path is not None):
            raise ValueError(f"a {self.kind} has a url, or url_env or url_file, and no path")
        if self.kind == "seed" and (self.path is None or addresses):
            raise ValueError("a seed source has a path and no url")
        if self.kind != "page" and self.page is not None and not self.full_text:
            raise ValueError("selectors are for a page, or for a feed with full_text")
        return self

    @property
    def fetched(self) -> bool:
        """True for what is read over HTTP."""
        return self.kind != "seed"

    @property
    def location(self) -> str:
        """Where it is read, as may be shown: of a secret address the place that it is kept in."""
        if self.url_env is not None:
            return f"env:{self.url_env}"
        return self.url or (f"file:{self.url_file}" if self.url_file else str(self.path))
