"""The house's own rules: names of files, docs that tell the truth, data that is complete."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from bench.mutations import MUTATIONS
from config import Lexicon, load_configuration
from config.lexicon import Prize
from config.settings import Settings
from flows.commands.cli import cli
from flows.places import Places
from parsers.language.term_index import TermIndex, UnknownListError
from parsers.language.vocabulary import LISTS, vocabulary
from warehouse import query
from warehouse.blocks import blocks

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("config", "parsers", "warehouse", "flows")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_file_of_flows_shares_its_name_with_another_module() -> None:
    """Prefect loads a flow file by its bare name and leaves flows/ first on sys.path."""
    others = set(sys.stdlib_module_names) | set(packages_distributions()) | set(PACKAGES)
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert not names & (others - {"flows"})


@pytest.mark.parametrize("name", ["ingest", "digest"])
def test_a_flow_file_defines_flows_and_tasks_only(name: str) -> None:
    tree = ast.parse((ROOT / "flows" / f"{name}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        assert not isinstance(node, ast.ClassDef)
        if isinstance(node, ast.FunctionDef):
            decorators = [d.func.id for d in node.decorator_list if isinstance(d, ast.Call)]  # type: ignore[attr-defined]
            assert decorators in (["flow"], ["task"])


@pytest.mark.parametrize(
    "path", sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py")), ids=str
)
def test_imports_are_absolute_and_every_room_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level]


def test_every_sql_block_is_used() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "warehouse").glob("*.py"))
    assert not [name for name in blocks() if f'"{name}"' not in code]


def test_every_view_has_a_comment_and_only_known_columns_are_commented(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["--data", str(tmp_path), "run", "--offline"])
    snapshot = Places(tmp_path).snapshot
    views = query(snapshot, "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal")[1]
    assert len(views) >= 15
    assert all(comment for _, comment in views)
    promised = "documents articles entries works mentions events awards breakthroughs sources runs deliveries digests gaps rejections completeness"
    assert set(promised.split()) <= {name for name, _ in views}


def test_the_readme_is_short_and_its_queries_answer(tmp_path: Path) -> None:
    assert len(README.splitlines()) <= 150
    CliRunner().invoke(cli, ["--data", str(tmp_path), "run", "--offline"])
    (text,) = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    statements = [s for s in text.split(";") if s.strip()]
    assert len(statements) == 5
    for statement in statements:
        assert query(Places(tmp_path).snapshot, statement)[1], statement


def test_the_readme_names_commands_that_exist_and_toml_that_is_accepted(tmp_path: Path) -> None:
    context = click.Context(cli)
    for name in set(re.findall(r"`laurelwire (?:--config \S+ )?([a-z]+)", README)):
        assert cli.get_command(context, name), name
    for command in cli.list_commands(context):
        assert f"`{command}`" in README, command
    source, prize, channel = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "sources.toml").write_text(source)
    (tmp_path / "channels.toml").write_text(channel)
    configuration = load_configuration(tmp_path)
    assert (configuration.sources[0].name, configuration.channels[0].name) == (
        "Example wire",
        "team-mail",
    )
    assert Prize.model_validate(tomllib.loads(prize)["prize"][0]).key == "kestrel"


def test_the_readmes_digest_is_a_real_one(tmp_path: Path) -> None:
    CliRunner().invoke(cli, ["--data", str(tmp_path), "run", "--offline"])
    (written,) = Places(tmp_path).digests.glob("*.txt")
    real = written.read_text(encoding="utf-8").splitlines()
    (shown,) = re.findall(r"```text\n([^\n]*, and 52 more\n.*?)```", README, re.DOTALL)
    for line in shown.splitlines():
        assert line in real, line


def test_settings_toml_shows_the_defaults() -> None:
    """The file against the code, which serves whoever leaves a key out of a file of their own."""
    shown = tomllib.loads((ROOT / "config" / "settings.toml").read_text(encoding="utf-8"))
    defaults: dict[str, Any] = Settings().model_dump(mode="json")
    assert set(shown) == set(defaults)
    for table, values in defaults.items():
        hidden = {"user_agent"} & set(values)  # made of the contact
        assert shown[table] == {k: v for k, v in values.items() if k not in hidden}


def test_the_lexicon_names_what_people_ask_about(lexicon: Lexicon) -> None:
    names = {name for prize in lexicon.prizes for name in prize.names}
    assert {
        "Turing Award",
        "图灵奖",
        "Fields Medal",
        "菲尔兹奖",
        "Abel Prize",
        "诺贝尔物理学奖",
    } <= names
    for prize in lexicon.prizes:
        assert prize.label.en
        assert prize.label.zh


def test_the_project_names_no_registry_and_no_place_of_one_machine() -> None:
    pattern = re.compile(
        r"py" r"pi\.org|python" r"hosted|npm" r"js\.|deb\." r"debian|(?<![\w.])/(?:work|root|home)/"
    )
    folders = [ROOT / name for name in (*PACKAGES, "tests", "bench", "seeds", ".ci")]
    paths = [*ROOT.glob("*"), *(path for folder in folders for path in folder.rglob("*"))]
    kinds = {".py", ".toml", ".md", ".lock", ".sql", ".yaml", ".txt"}
    for path in paths:
        if path.is_file() and (path.suffix in kinds or path.name in {"Makefile", "LICENSE", "run"}):
            assert not pattern.search(path.read_text(encoding="utf-8")), path


def test_every_list_of_words_that_the_grammar_asks_for_exists() -> None:
    """A misspelt name would be false for ever; asked for at all, it is an error."""
    asked: set[str] = set()
    for path in (ROOT / "parsers").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            owner = ast.unparse(call.func.value).rsplit(".", 1)[-1]
            if owner in {"p", "index", "titled"} and call.func.attr in {
                "find", "first", "has", "has_around", "words",
            }:  # fmt: skip
                words = (a.value for a in call.args if isinstance(a, ast.Constant))
                asked |= {word for word in words if isinstance(word, str)}
    assert len(asked) > 60
    assert not [n for n in asked if not {n, f"breakthrough_{n}"} & LISTS]


def test_every_list_of_words_is_asked_for() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "parsers").rglob("*.py"))
    written = set(re.findall(r"\w+", code))
    assert not [n for n in LISTS if not {n, n.removeprefix("breakthrough_")} & written]


def test_a_list_that_does_not_exist_is_not_just_empty(lexicon: Lexicon) -> None:
    with pytest.raises(UnknownListError, match="breakthrough_frist"):
        TermIndex("the first of all", vocabulary(lexicon)).has("breakthrough_frist")
    with pytest.raises(UnknownListError, match="venue"):
        TermIndex("ACL 2024", vocabulary(lexicon), frozenset({"prize"})).has("venue")


def test_the_architecture_maps_every_room_and_no_other() -> None:
    """Every file and folder of the packages stands below its package's name, and what stands there exists."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (rooms,) = re.findall(r"## The rooms\n\n```text\n(.*?)```", text, re.DOTALL)
    mapped: dict[str, set[str]] = {}
    package = room = folder = ""
    for line in rooms.splitlines():
        if opened := re.match(r"(\w+)/ ", line):
            package = folder = opened[1]
        elif opened := re.match(r"  (\w+)/ ", line):
            folder = room = f"{package}/{opened[1]}"
        elif opened := re.match(r"    (\w+)/ ", line):
            folder = f"{room}/{opened[1]}"
        elif re.match(r"  \w", line):
            folder = package
        mapped.setdefault(folder, set()).update(re.findall(r"\b(\w+)\.py\b", line))
    for name in PACKAGES:
        folders = [ROOT / name, *(p for p in (ROOT / name).rglob("*") if any(p.glob("*.py")))]
        for path in folders:
            there = {p.stem for p in path.glob("*.py")} - {"__init__"}
            assert mapped.get(str(path.relative_to(ROOT)), set()) == there, path


def test_every_mutation_has_its_line() -> None:
    """`python -m bench.mutations` breaks rules one at a time; a rule that moved takes its mutation along."""
    for mutation in MUTATIONS:
        text = (ROOT / "parsers" / mutation.file).read_text(encoding="utf-8")
        assert text.count(mutation.line) == 1, mutation.name
    assert len(MUTATIONS) >= 10


def test_publishers_are_told_the_version_that_reads_them() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    assert Settings().collecting.user_agent.startswith(f"Laurelwire/{version.rsplit('.', 1)[0]} ")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in changes
