"""What each step knows: plain, frozen records. Offsets count characters (Unicode code points)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from config.sources import Page

Kind = Literal["award", "breakthrough"]
ClaimKind = Literal["open_problem", "first", "record", "milestone"]
Status = Literal["announced", "disputed", "corrected", "retracted"]
"""What a statement does to its event: tell it, doubt it, put it right or take it back."""
DocumentKind = Literal["feed", "page", "seed", "article"]
"""A feed, a page that lists articles, writing of one or more, and the page of one article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The bytes read from a source once. `location` is a URL or a file name; `read_at` the moment."""

    source: str
    kind: DocumentKind
    location: str
    body: bytes
    media_type: str = ""
    language: str = "mixed"
    read_at: datetime | None = None
    page: Page | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of one source as published; `text` is plain or Markdown, in the article's form.

    `version` and `printed` are keys of what it says and of all that it prints (article.py). `start`,
    `end`: characters of the decoded document, where the entry is a piece of one.
    """

    source: str
    document_id: str
    guid: str
    url: str | None
    title: str
    author: str | None
    published: datetime | None
    text: str
    version: str = ""
    printed: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """An entry or document that could not be used, with the reason and what to do about it."""

    source: str
    location: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How often a feed says that it may be asked: least minutes between, hours (UTC) to leave out."""

    minutes: float | None = None
    skip_hours: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What one document held; `known` counts entries that were left out, being known."""

    document_id: str
    entries: tuple[Entry, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One piece of writing. `content_id`: the key of what it says, whatever its address is.

    `body`: where its writing begins, behind front matter; `title_at`: where it prints its title, if it does.
    """

    article_id: str
    entry_id: str
    source: str
    document_id: str
    url: str | None
    title: str
    author: str | None
    language: Literal["zh", "en"]
    published: datetime | None
    text: str
    start: int
    end: int
    content_id: str | None = None
    body: int = 0
    title_at: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of an article's text that prove the field `name`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Identifiers of a work, without version or address: `2402.17995`, `10.1000/x`, `P99-1004`."""

    arxiv: str | None = None
    doi: str | None = None
    acl: str | None = None
    openreview: str | None = None
    pmlr: str | None = None

    def named(self) -> list[str]:
        """Return `scheme:id` for each id present."""
        pairs = (
            ("arxiv", self.arxiv),
            ("doi", self.doi),
            ("acl", self.acl),
            ("openreview", self.openreview),
            ("pmlr", self.pmlr),
        )
        return [f"{scheme}:{value}" for scheme, value in pairs if value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A work as one article states it; fields as printed, `spans` in the order of the fields."""

    article_id: str
    title: str | None
    other_title: str | None = None
    authors: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    ids: Ids = field(default_factory=Ids)
    start: int
    end: int
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownInstitution:
    """An institution of the lexicon as a mention prints it, with its key, its names in both languages and its country."""

    printed: str
    key: str
    en: str
    zh: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One statement in an article that an award was given or a breakthrough made.

    `keys` say which event it speaks of: mentions that share one speak of the same.
    `evidence` is the sentence; each value of a field has its span in `spans`. `person_keys`: one form of each
    recipient's name whatever its script, in their order; `known_institutions`: those of them that the lexicon knows.
    """

    article_id: str
    kind: Kind
    category: str | None = None
    award_name: str | None = None
    venue: str | None = None
    year: int | None = None
    field: str | None = None
    claim: ClaimKind | None = None
    subject: str | None = None
    after_years: int | None = None
    work_title: str | None = None
    ids: Ids
    recipients: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    person_keys: tuple[str, ...] = ()
    known_institutions: tuple[KnownInstitution, ...] = ()
    links: tuple[str, ...] = ()
    announced_on: date | None = None
    scope: str = "research"
    status: Status = "announced"
    is_new: bool
    announce: bool
    confidence: float
    rule: str
    start: int
    end: int
    spans: tuple[Span, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why what stands at [start, end) is not announced: an English sentence for a reader."""

    start: int
    end: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """A count that an article states about its own list, beside what was found."""

    article_id: str
    category: str
    venue: str | None
    year: int | None
    stated: int
    found: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that an article says about works, awards and breakthroughs."""

    citations: tuple[Citation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    completeness: tuple[Completeness, ...] = ()
    reasons: tuple[Reason, ...] = ()
