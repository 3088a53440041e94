"""Configuration: every problem at once, each with its place; secrets refused."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Configure

from config import ConfigurationError, load_configuration
from config.lexicon import load_lexicon
from flows.commands.cli import cli

THREE_MISTAKES = {
    "sources.toml": '[[source]]\nname = "Good"\nurl = "https://example.org/feed"\n\n'
    '[[source]]\nname = "Typo"\nurl = "exmaple.com/feed"\n',
    "channels.toml": '[[channel]]\nname = "mail"\nurl_env = "mailto://user:pass@example.org"\n',
    "settings.toml": '[schedule]\ntimezone = "Beijing"\n',
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_three_mistakes_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(write(tmp_path, THREE_MISTAKES))
    assert sorted(caught.value.problems) == [
        "channels.toml: channel[1].url_env: holds a URL; name the environment variable or file that holds it instead",
        "settings.toml: schedule.timezone: not an IANA time zone; use a name such as Asia/Shanghai or UTC: 'Beijing'",
        "sources.toml: source[2].url: not an http(s) URL: 'exmaple.com/feed'",
    ]


def test_a_wrong_configuration_ends_with_2_and_nothing_has_happened(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    folder = write(tmp_path / "config", THREE_MISTAKES)
    result = CliRunner().invoke(
        cli, ["--config", str(folder), "--data", str(tmp_path / "var"), "run"]
    )
    assert result.exit_code == 2
    assert "3 configuration problems; nothing was done" in result.stderr
    assert "pass@example" not in result.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("settings.toml", "[collecting\n", "not valid TOML"),
        ("settings.toml", "[colecting]\nconcurrency = 3\n", "colecting: Extra inputs"),
        ("settings.toml", "[schedule]\ningest = 'often'\n", "schedule.ingest"),
        ("sources.toml", '[source]\nname = "x"\n', "two brackets"),
        ("sources.toml", '[[source]]\nname = "x"\nkind = "seed"\n', "has a path and no url"),
        ("sources.toml", '[[feed]]\nname = "x"\n', "feed: unknown; only [[source]]"),
        ("sources.toml", '[[source]]\nname="x"\nurl="https://a.org"\n' * 2, "occurs 2 times"),
        ("channels.toml", '[[channel]]\nname = "x"\n', "exactly one of url_env and url_file"),
        ("channels.toml", '[[channel]]\nname = "X Y"\nurl_env = "A"\n', "channel[1].name"),
    ],
)
def test_a_mistake_is_named_with_file_and_place(
    name: str, text: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(write(tmp_path, {name: text}))
    assert any(problem.startswith(name) and says in problem for problem in caught.value.problems)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"# \xff\n")
    with pytest.raises(ConfigurationError, match="not UTF-8 at byte 2"):
        load_configuration(tmp_path)


def test_a_folder_that_is_missing_is_named() -> None:
    with pytest.raises(ConfigurationError, match="no such folder"):
        load_configuration(Path("nowhere"))


def test_files_left_out_are_taken_from_the_defaults(tmp_path: Path) -> None:
    assert len(load_configuration(tmp_path).sources) >= 60


def test_the_default_sources_are_named_placed_and_distinct() -> None:
    sources = load_configuration().sources
    assert len({s.location for s in sources}) == len(sources)
    assert {s.language for s in sources} >= {"zh", "en"}
    assert len({s.group for s in sources}) >= 6


def test_an_ambiguous_or_broken_lexicon_is_refused(tmp_path: Path) -> None:
    packaged = Path(load_configuration().folder) / "lexicon"
    for path in packaged.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "prizes.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[prize]]\nkey = "x"\nlabel = { en = "X", zh = "X" }\norganisation = "X"\n'
            'category = "nonsense"\nnames = ["Turing-Award", "ACL"]\n'
        )
    (tmp_path / "boilerplate.toml").write_text(
        "placeholder = ['(']\nfooter = []\n", encoding="utf-8"
    )
    with pytest.raises(ConfigurationError) as caught:
        load_lexicon(tmp_path)
    told = "\n".join(caught.value.problems)
    assert "the name 'ACL' already stands for venues.toml: ACL" in told
    assert "category 'nonsense' is not in categories.toml" in told
    assert "not a regular expression" in told


def test_a_lexicon_of_ones_own_keeps_the_files_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "people.toml").write_text(
        'people = [["Ada Park", "艾达·帕克"]]\n', encoding="utf-8"
    )
    lexicon = load_configuration(tmp_path).lexicon
    assert lexicon.people == (("Ada Park", "艾达·帕克"),)
    assert lexicon.prizes == load_configuration().lexicon.prizes
    (tmp_path / "lexicon" / "people.toml").write_text(
        'people = [["Ada Park", "帕克"], ["Bo Park", "帕克"]]\n', encoding="utf-8"
    )
    with pytest.raises(ConfigurationError, match="'帕克' stands for Ada Park and Bo Park"):
        load_configuration(tmp_path)


def test_a_word_that_stands_twice_in_a_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    people = 'people = [["Ada Park", "艾达·帕克", "ada park"]]\n'
    (tmp_path / "lexicon" / "people.toml").write_text(people, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="'ada park' occurs twice"):
        load_configuration(tmp_path)


def test_the_packaged_lexicon_has_a_word_a_line_in_order() -> None:
    """What changes in a list is then one line of a diff, and two people's changes do not meet."""

    def lists(table: object) -> Iterator[list[str]]:
        if isinstance(table, dict):
            for value in table.values():
                yield from lists(value)
        elif isinstance(table, list) and table and all(isinstance(w, str) for w in table):
            yield table
        elif isinstance(table, list):
            for value in table:
                yield from lists(value)

    for path in sorted((Path(load_configuration().folder) / "lexicon").glob("*.toml")):
        if path.stem == "people":
            continue  # the first form of a name is its key
        text = path.read_text(encoding="utf-8")
        for words in lists(tomllib.loads(text)):
            assert words == sorted(words, key=lambda word: (word.casefold(), word)), path.name
        assert not [line for line in text.splitlines() if line.count('", "') > 3], path.name


def test_a_watch_list_is_read_with_its_channel_and_a_bad_one_is_named(
    configure: Configure,
) -> None:
    channel = (
        '[[channel]]\nname = "lab"\nurl_env = "X"\nwatch = ["lab.txt"]\nwatching = ["Ada Park"]\n'
    )
    with pytest.raises(
        ConfigurationError, match=r"channel lab: watch: .*lab\.txt: No such file.*a name a line"
    ):
        configure(channels=channel)
    folder = configure().folder
    (folder / "lab.txt").write_text("# ours\nBo Li  # since 2020\n\n清华大学\n", encoding="utf-8")
    assert configure(channels=channel).channels[0].watching == ("Ada Park", "Bo Li", "清华大学")
    (folder / "lab.txt").write_text("Bo Li\nX\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"lab\.txt, line 2: 'X' is too short"):
        configure(channels=channel)
    (folder / "lab.txt").write_text("# nobody yet\n", encoding="utf-8")
    only = '[[channel]]\nname = "lab"\nurl_env = "X"\nonly_watched = true\n'
    with pytest.raises(ConfigurationError, match="only_watched: its files name nobody"):
        configure(channels=only + 'watch = ["lab.txt"]\n')
    with pytest.raises(ConfigurationError, match="only_watched asks for names"):
        configure(channels=only)
