"""Reading seed folders: each file as what it is, or a rejection that says what to do about it."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

from config import Settings, Source
from flows.fetching.http import MB
from flows.fetching.readings import Reading
from parsers import Document, Rejection
from parsers.documents.file_types import file_type


def read_seeds(source: Source, settings: Settings) -> Reading:
    """Read the files of a seed source: one file, or every file below a folder.

    A file that cannot be read is a rejection; the others are read all the same.
    """
    assert source.path is not None  # noqa: S101  a seed source has a path: checked when configured
    root = source.path.resolve()
    if not root.exists():
        return Reading(
            source=source,
            outcome="failed",
            failure="hard",
            error=f"{source.path}: no such file or folder; correct the path or create it",
        )
    documents, rejections = [], []
    for path in _files(root):
        name = path.name if path == root else str(path.relative_to(root))
        body, reason = _content(path, root, settings.seeds.max_mb)
        if body is None:
            rejections.append(Rejection(source=source.name, location=name, reason=reason))
        else:
            form = file_type(name, body)
            documents.append(
                Document(
                    source=source.name,
                    kind=form.kind,
                    location=name,
                    body=body,
                    media_type=form.media_type,
                    language=source.language,
                )
            )
    empty = not documents and not rejections
    return Reading(
        source=source,
        outcome="failed" if empty else "read",
        documents=tuple(documents),
        rejections=tuple(rejections),
        failure="soft" if empty else None,
        error=f"{source.path}: the folder holds no files; put seed documents in it"
        if empty
        else None,
    )


def _files(root: Path) -> Iterable[Path]:
    if not root.is_dir():
        return [root]
    return sorted(
        path
        for path in root.rglob("*")
        if not path.is_dir()
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def _content(path: Path, root: Path, max_mb: float) -> tuple[bytes | None, str]:
    try:
        facts = path.stat()
        inside = path.resolve().is_relative_to(root)
        if not inside:
            return None, "a link that leaves the seed folder; copy the file into the folder instead"
        if not stat.S_ISREG(facts.st_mode):
            return None, "not a regular file; remove it from the seed folder"
        if facts.st_size > max_mb * MB:
            return None, (
                f"{facts.st_size / MB:.1f} MB, more than the limit of {max_mb:g} MB; "
                "split it, or raise seeds.max_mb in settings.toml"
            )
        return path.read_bytes(), ""
    except OSError as error:
        return None, f"cannot be read: {error.strerror or error}; check its permissions"
