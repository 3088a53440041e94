"""How names and numbers are written in the languages that are read. Data in language/*.toml, checked here."""

from __future__ import annotations

import tomllib
from pathlib import Path

from config.lexicon import Names
from config.settings import Part


class NameForms(Part):
    """How names are written; names.toml says what each list is for."""

    surnames: str
    transliterated: str
    particles: Names
    particles_listed: Names
    no_names: Names
    no_names_in_text: str
    given_names: str
    surnames_rare: str
    surnames_japanese: str
    surnames_of_two: str
    before_name: str
    before_name_small: str
    surnames_doubtful: str
    behind_name: str
    no_chinese_names: str
    roles: str


class NumberWords(Part):
    """What number words count."""

    english: dict[str, int]
    chinese_digits: dict[str, int]
    chinese_units: dict[str, int]


def _file(name: str) -> dict[str, object]:
    path = Path(__file__).parent / "language" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


NAME_FORMS = NameForms.model_validate(_file("names.toml"))
NUMBER_WORDS = NumberWords.model_validate(_file("numbers.toml"))
FIELD_NAMES: dict[str, str] = {field: str(name) for field, name in _file("fields.toml").items()}
"""What fields of breakthroughs are called in Chinese."""
