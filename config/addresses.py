"""How one page is addressed in many ways. Data in addresses.toml, checked here."""

from __future__ import annotations

import tomllib
from pathlib import Path

from config.lexicon import Names
from config.settings import Part


class AddressRules(Part):
    """What of an address says nothing, and which addresses stand for others; addresses.toml says more."""

    tracking: Names
    readers: Names
    index: Names
    telephone: Names
    hosts: dict[str, str]
    wrappers: dict[str, Names]
    copies: dict[str, str]


ADDRESS_RULES = AddressRules.model_validate(
    tomllib.loads(Path(__file__).with_name("addresses.toml").read_text(encoding="utf-8"))
)
