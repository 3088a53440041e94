"""What the operator decides: settings, sources, channels and the lexicon, with their defaults."""

from config.channels import Channel
from config.lexicon import Category, Label, Lexicon, Prize, Venue
from config.loading import PACKAGED, Configuration, load_configuration
from config.problems import ConfigurationError, MendableError
from config.settings import Collecting, Schedule, Settings
from config.sources import Source

__all__ = [
    "PACKAGED",
    "Category",
    "Channel",
    "Collecting",
    "Configuration",
    "ConfigurationError",
    "Label",
    "Lexicon",
    "MendableError",
    "Prize",
    "Schedule",
    "Settings",
    "Source",
    "Venue",
    "load_configuration",
]
