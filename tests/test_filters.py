"""What a channel asks for: each filter lets its events pass and no other, and a name that nothing has is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Configure, Mailbox, rows

from config import ConfigurationError
from flows.commands.cli import cli
from flows.delivery.deliver import tell
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.ingestion.subscriptions import asking_anew
from flows.places import Places

NEWS = {
    "abel": "Ada Park wins the Abel Prize\n\nThe 2026 Abel Prize was awarded to Ada Park of Peking University for her work on knots.",
    "turing": "图灵奖揭晓\n\n清华大学李小明获得2026年图灵奖。",
    "paper": "Best paper of ACL\n\nThe ACL 2026 best paper award goes to “Small Words in Large Rooms” by Cy Dow.",
    "fusion": "Fusion record\n\nPhysicists set a new world record: for the first time plasma was held for 22 minutes in a fusion reactor, they report in Nature.",
}
OTHER = {"weak": "Firm wins\n\nMoss Ltd won the 2026 Best Employer Award."}
CASES = {
    'kinds = ["breakthrough"]': {"fusion"},
    'categories = ["best_paper"]': {"paper"},
    'venues = ["ACL"]': {"paper"},
    'prizes = ["abel"]': {"abel"},
    'prizes = ["图灵奖", "Abel Prize"]': {"abel", "turing"},
    'fields = ["physics"]': {"fusion"},
    'institutions = ["北京大学"]': {"abel"},
    'institutions = ["tsinghua university"]': {"turing"},
    'people = ["Ada Park"]': {"abel"},
    'people = ["李小明", "Cy Dow"]': {"turing", "paper"},
    'keywords = ["knots"]': {"abel"},
    'keywords = ["plasma", "small words"]': {"fusion", "paper"},
    'sources = ["Chinese"]': {"turing"},
    'source_languages = ["en"]': {"abel", "paper", "fusion"},
    'scopes = ["research"]': {"abel", "turing", "paper", "fusion"},
    'mute = ["Abel Prize", "清华大学"]': {"paper", "fusion"},
    'kinds = ["award"]\nsource_languages = ["en"]\npeople = ["Cy Dow"]': {"paper"},
    "": {"abel", "turing", "paper", "fusion"},
}


def written(folder: Path, news: dict[str, str]) -> str:
    """Write the news, a folder a language; return the sources."""
    for name, text in news.items():
        place = folder / ("Chinese" if name == "turing" else "English")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.md").write_text(text, encoding="utf-8")
    return "".join(
        f'[[source]]\nname = "{name}"\nkind = "seed"\npath = "{folder / name}"\n'
        for name in ("Chinese", "English")
    )


def promised(places: Places, channel: str) -> set[str]:
    told = rows(
        places,
        "SELECT coalesce(list_extract(string_split(d.location, '.'), 1), '') FROM deliveries AS v JOIN events AS e USING (event_id) "
        f"JOIN articles AS a USING (article_id) JOIN documents AS d USING (document_id) WHERE v.channel = '{channel}'",
    )
    return {str(name) for (name,) in told}


def channels(filters: Iterable[str]) -> str:
    return "".join(
        f'[[channel]]\nname = "c{i}"\nurl_env = "NONE"\nmin_confidence = 0\n{given}\n'
        for i, given in enumerate(filters)
    )


def test_each_filter_lets_its_events_pass_and_no_other(
    tmp_path: Path, configure: Configure, places: Places
) -> None:
    sources = written(tmp_path / "news", NEWS | OTHER)
    run_pass(configure(sources=sources, channels=channels(CASES)), places, Options())
    found = {given: promised(places, f"c{i}") for i, given in enumerate(CASES)}
    assert found == CASES


@pytest.mark.parametrize("given", CASES)
def test_the_past_is_what_would_have_been_told(
    given: str, tmp_path: Path, configure: Configure, places: Places
) -> None:
    sources = written(tmp_path / "news", NEWS | OTHER)
    run_pass(configure(sources=sources), places, Options())
    configuration = configure(sources=sources, channels=channels([given]))
    count = len(CASES[given])
    assert asking_anew(configuration, places, datetime.now(UTC)) == {"c0": count}
    assert asking_anew(configuration, places, datetime.now(UTC)) == {}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ('kinds = ["awards"]', "'award' or 'breakthrough'"),
        ('categories = ["best_papers"]', "did you mean best_paper"),
        ('venues = ["NeuIPS"]', "did you mean NeurIPS"),
        ('prizes = ["Abl Prize"]', "did you mean .*Abel Prize"),
        ('prizes = ["图灵将"]', "did you mean 图灵奖"),
        ('fields = ["mathematic"]', "did you mean mathematics"),
        ('institutions = ["Tsinghau University"]', "did you mean Tsinghua University"),
        ('people = ["Geoffery Hinton"]', "is nearly Geoffrey Hinton; did you mean that"),
        ('keywords = ["x"]', "'x' is too short"),
        ('sources = ["Englsh"]', "did you mean English"),
        ('sources = ["Reuters"]', "sources.toml lists the names"),
        ('source_languages = ["cn"]', "'zh' or 'en'"),
        ('scopes = ["reserch"]', "'research', 'competition'"),
        ('mute = ["x"]', "'x' is too short"),
        ('watchin = ["Ada Park"]', "watchin"),
        ('venue = ["ACL"]', "venue"),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_the_nearest(
    given: str, why: str, tmp_path: Path, configure: Configure
) -> None:
    with pytest.raises(ConfigurationError, match=rf"channels.toml: .*{why}"):
        configure(sources=written(tmp_path / "news", NEWS), channels=channels([given]))


def test_a_mended_filter_and_a_new_channel_are_asked_and_get_their_past_once(
    tmp_path: Path,
    configure: Configure,
    places: Places,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEAM", mailbox.url)
    sources = written(tmp_path / "news", NEWS)
    channel = '[[channel]]\nname = "team"\nurl_env = "TEAM"\nmin_confidence = 0\n'
    configuration = configure(sources=sources, channels=channel + 'prizes = ["wolf"]\n')
    run_pass(configuration, places, Options())
    assert [r.state for r in tell(configuration, places, lambda: datetime.now(UTC))] == ["nothing"]
    call = ["--config", str(configuration.folder), "--data", str(places.data), "digest"]

    def said(*more: str) -> str:
        done = CliRunner().invoke(cli, [*call, *more])
        assert done.exit_code == 0, done.output
        return done.output

    assert "asks for" not in said()
    configure(sources=sources, channels=channel + 'prizes = ["abel"]\n')  # mended
    new = channel.replace("team", "new").replace("TEAM", "NEW") + 'keywords = ["plasma"]\n'
    monkeypatch.setenv("NEW", mailbox.url)
    configure(sources=sources, channels=channel + 'prizes = ["abel"]\n' + new)
    output = said()
    assert "channel team is new, or asks for other things than before" in output
    assert "laurelwire digest --channel new --since 30d" in output
    assert not mailbox.received
    for name in ("team", "new"):
        assert f"channel {name}: 1 events since" in said("--channel", name, "--since", "30d")
        assert f"channel {name}: 0 events since" in said("--channel", name, "--since", "30d")
    assert len(mailbox.received) == 2
    assert "asks for" not in said()
