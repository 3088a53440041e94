"""From a folder of TOML files to one checked Configuration."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from config.channels import Channel, checked, with_watched
from config.lexicon import Lexicon, load_lexicon
from config.problems import ConfigurationError, key_shown, read_toml, validate
from config.settings import Part, Settings
from config.sources import Source

PACKAGED = Path(__file__).parent

Listed = TypeVar("Listed", bound=Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything the operator decided, checked."""

    folder: Path
    settings: Settings
    sources: tuple[Source, ...]
    channels: tuple[Channel, ...]
    lexicon: Lexicon


def load_configuration(folder: Path | None = None) -> Configuration:
    """Read settings, sources, channels and lexicon.

    A file that `folder` lacks is taken from the packaged defaults. Relative paths start at the
    folder of the file that names them. ConfigurationError lists every problem found.
    """
    chosen = (folder or PACKAGED).resolve()
    if not chosen.is_dir():
        raise ConfigurationError(
            [f"{chosen}: no such folder; --config names a folder of TOML files"]
        )
    problems: list[str] = []
    settings = _settings(_file(chosen, "settings.toml"), problems)
    sources = _sources(_file(chosen, "sources.toml"), problems)
    listed = _file(chosen, "channels.toml")
    channels = [
        with_watched(channel, listed.parent, problems)
        for channel in _list(listed, "channel", Channel, problems)
    ]
    try:
        lexicon = load_lexicon(_file(chosen, "lexicon"))
    except ConfigurationError as error:
        problems += error.problems
    else:
        channels = [checked(c, lexicon, [s.name for s in sources], problems) for c in channels]
    if problems or settings is None:
        raise ConfigurationError(problems)
    return Configuration(
        folder=chosen,
        settings=settings,
        sources=tuple(sources),
        channels=tuple(channels),
        lexicon=lexicon,
    )


def _file(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else PACKAGED / name


def _settings(path: Path, problems: list[str]) -> Settings | None:
    content = read_toml(path, problems)
    if content is None:
        return None
    return validate(lambda: Settings.model_validate(content), path.name, problems)


def _sources(path: Path, problems: list[str]) -> list[Source]:
    return [
        source.model_copy(update={"path": (path.parent / source.path).resolve()})
        if source.path
        else source
        for source in _list(path, "source", Source, problems)
    ]


def _list(path: Path, name: str, model: type[Listed], problems: list[str]) -> list[Listed]:
    """Return the file's [[name]] tables; names must differ, since rows are kept under them."""
    content = read_toml(path, problems) or {}
    tables = content.pop(name, [])
    problems += [
        f"{path.name}: {key_shown(key)}: unknown; only [[{name}]] is known here" for key in content
    ]
    if not isinstance(tables, list):
        problems.append(f"{path.name}: {name}: write [[{name}]], with two brackets")
        return []
    found: list[Listed] = []
    for index, table in enumerate(tables, start=1):
        made = validate(
            partial(model.model_validate, table), path.name, problems, f"{name}[{index}]"
        )
        if made is not None:
            found.append(made)
    for value, count in Counter(getattr(entry, "name", "") for entry in found).items():
        if count > 1:
            problems.append(f"{path.name}: name {value!r} occurs {count} times; names must differ")
    return found
