"""Reposts and retellings of one story meet in a cluster; other stories never do."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Configure, Web, a_feed, a_source, an_article, rows

from config import Lexicon
from flows.evaluation.pairing import judged
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers.likeness import alike, names

RELEASE = (
    "Acme Robotics任命Jane Doe为首席技术官\n\nAcme Robotics今天宣布，任命Jane Doe为首席技术官。"
    "她曾在Globex和Initech任职15年，将领导位于Springfield的320人团队。"
)
RETOLD = (
    "Jane Doe加入Acme Robotics担任CTO\n\n曾在Globex与Initech工作15年的Jane Doe，"
    "今日起出任Acme Robotics的技术主管，负责Springfield的320名工程师。"
)
OTHER = (
    "Acme Robotics获得5000万美元融资\n\nAcme Robotics宣布完成B轮融资，由Hooli领投，Umbrella跟投。"
)


def test_two_translations_of_one_release_are_alike_and_another_story_is_not() -> None:
    release, retold, other = (names(an_article(t)) for t in (RELEASE, RETOLD, OTHER))
    assert alike(release, retold)
    assert not alike(release, other)


def test_what_a_publisher_prints_below_every_article_makes_none_alike() -> None:
    medal = (
        "Zoe Quill wins Wren Medal\n\nZoe Quill has won the 2026 Wren Medal of the Moss Society for her maps of the "
        "Kestrel Ridge. She will receive 40,000 crowns in Thornmouth on 12 May from President Idris Vane. The jury of "
        "Ewan Birch and Petra Solano praised the Ridgeline Atlas, which Quill began in Fernhollow with 37 volunteers."
    )
    grant = (
        "Solar kilns for Ashdown\n\nA team under Tomas Reyle will build 16 solar kilns in Ashdown with a grant of "
        "210,000 crowns from the Larkspur Fund. The first, Kiln One, opens in Sandmarsh in March. Reyle and Mirela Oduya "
        "tested the Heliobrick method in Copperford, where it saved 83 percent of the wood that Ashdown burns."
    )
    below = (
        "\n\nAbout Harbour University\n\nHarbour University, founded in 1871, has 23,400 students at Port Linden, "
        "Greywater and Hillcrest. It belongs to the Coastal Alliance and the Meridian Group and ranks 114th in the "
        "Cartwright Ranking. Its Bellweather Institute and Osprey Laboratory have won 6 Tern Prizes.\n\n"
        "Media contact: Jonas Ferrow, +55 120 4471, Press Office, 9 Lantern Street, Port Linden"
    )
    elsewhere = (
        "\n\nMore from the Daily Plover: Weather in Eastbourne Vale, Chess with Grandmaster Ilse Maru, Crossword 5,117. "
        "Subscribe to the Plover Weekly by calling +55 777 0900, or visit the Plover Shop in Quayside."
    )
    ours, theirs, reprint = (
        names(an_article(text)) for text in (medal + below, grant + below, medal + elsewhere)
    )
    assert not alike(ours, theirs)
    assert alike(ours, reprint)


def test_alike_articles_share_a_cluster_whatever_run_brings_them(
    web: Web, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=a_source("Wire", web.url + "/feed"))
    told: list[tuple[str, str, str]] = []
    for number, text in enumerate((RELEASE, OTHER, RETOLD)):
        told.append((str(number), *text.split("\n\n")))  # type: ignore[arg-type]
        web.serves("/feed", a_feed(*told))
        run_pass(configuration, places, Options())
    clusters = rows(places, "SELECT cluster_id, count(*) FROM articles GROUP BY ALL ORDER BY 2")
    assert [count for _, count in clusters] == [1, 2]
    assert rows(places, "SELECT count(*) FROM articles WHERE article_id = cluster_id") == [(2,)]


@pytest.mark.needs_shared
def test_labelled_pairs_are_joined_when_they_tell_one_event(shared: Path, lexicon: Lexicon) -> None:
    joined: dict[str, list[bool]] = {}
    for pair in judged(shared / "gold/dev2/pairs.json", lexicon):
        joined.setdefault(pair.label, []).append(pair.joined)
    assert not any(joined["different"])
    same = joined["same_event"]
    recall = sum(same) / len(same)
    assert 2 * recall / (1 + recall) >= 0.92
    assert sum(joined["near_duplicate"]) / len(joined["near_duplicate"]) >= 0.98
