"""Reports of one event meet, in whatever words and language; reports of two never do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Configure, Web, a_source, an_article, rows

from config import Lexicon
from flows.ingestion.report import Options
from flows.ingestion.run import run_pass
from flows.places import Places
from parsers import Mention, find_mentions
from parsers.identity import event_of, joined, mention_id
from parsers.language.romanisation import (
    as_in_taiwan,
    in_latin,
    latin_form,
    shared_forms,
    sounds_of_chinese,
    sounds_of_latin,
)
from parsers.likeness import alike, names

PAIRS = Path(__file__).with_name("pairs")
ENGLISH = (
    "Delft physicists set distance record for quantum keys\n\n"
    "A team led by Huaiyuan Lu at Peking University has sent quantum keys through 1,217.4 kilometres of fibre, a new "
    "world record. The scientists report the result in Physical Review Letters. Never before were keys sent so far."
)
CHINESE = (
    "北京大学团队创量子密钥传输世界纪录\n\n"
    "北京大学陆怀远教授团队日前把量子密钥沿光纤传送了1217.4公里，创下新的世界纪录。这一研究成果发表于《物理评论快报》。"
    "研究人员表示，此前从未有人把密钥传得这么远。"
)


def _article(side: dict[str, str]) -> Any:
    day = datetime.fromisoformat(f"{side['published']}T12:00+00:00")
    return an_article(f"{side['title']}\n\n{side['text']}", published=day)


def _judged(name: str, lexicon: Lexicon) -> Iterator[tuple[dict[str, Any], bool, bool]]:
    """Yield each pair, whether it was joined, and whether both its texts told something of its kind."""
    for pair in json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))["pairs"]:
        articles = [_article(pair[side]) for side in "ab"]
        told = [
            [m for m in find_mentions(a, lexicon).mentions if m.is_new and m.kind == pair["kind"]]
            for a in articles
        ]
        ids = [a.article_id for a in articles]
        met = any(
            {m.article_id for m in group} == set(ids) for group in joined([*told[0], *told[1]])
        )
        both = all(any(m.announce for m in side) for side in told)
        yield pair, met or alike(*(names(a) for a in articles)), both


@pytest.mark.parametrize(
    ("name", "least", "wrong"),
    [
        ("first", {"award": 0.9, "breakthrough": 0.6}, 1),
        ("second", {"award": 0.5, "breakthrough": 0.5}, 2),
    ],
)
def test_pairs_of_reports_meet_where_both_are_read(
    name: str, least: dict[str, float], wrong: int, lexicon: Lexicon
) -> None:
    """Floors, not aims: of pairs that tell one event and are both read, and of those of two events, joined."""
    counted: Counter[tuple[str, str, bool]] = Counter()
    mistaken = []
    for pair, met, both in _judged(name, lexicon):
        if pair["label"] == "different":
            mistaken += [pair["id"]] * met
        elif both:
            counted[pair["kind"], "same", met] += 1
    for kind, share in least.items():
        hits, misses = counted[kind, "same", True], counted[kind, "same", False]
        assert hits / (hits + misses) >= share, kind
    assert len(mistaken) <= wrong, mistaken


def _news(text: str, lexicon: Lexicon, day: int) -> list[Mention]:
    article = an_article(text, published=datetime(2025, 3, day, tzinfo=UTC))
    return [m for m in find_mentions(article, lexicon).mentions if m.announce]


def test_reports_in_two_languages_are_one_event_and_a_season_apart_they_are_not(
    lexicon: Lexicon,
) -> None:
    ours, theirs = _news(ENGLISH, lexicon, 3), _news(CHINESE, lexicon, 6)
    assert len(ours) == len(theirs) == 1
    assert len(joined([*ours, *theirs])) == 1
    late = an_article(CHINESE, published=datetime(2025, 6, 20, tzinfo=UTC))
    later = [m for m in find_mentions(late, lexicon).mentions if m.announce]
    assert len(joined([*ours, *later])) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (  # the branch of a family within its name, and beside it
            "兰州大学柳云帆教授荣获2025年度陈嘉庚信息技术科学奖。",
            "2025年度陈嘉庚科学奖揭晓，兰州大学柳云帆教授获得其中的信息技术科学奖。",
        ),
        (  # a foreign surname, its end written in two ways
            "2025年唐奖永续发展奖3日揭晓，由秘鲁气候学家卡萨诺瓦获得。",
            "秘鲁气候学家卡萨诺瓦斯荣获2025年唐奖永续发展奖。",
        ),
        (
            "臺灣大學化學系張怡君教授榮獲2025年亞洲化學會獎章。",
            "Professor Chang Yi-chun of National Taiwan University has won the 2025 Asian Chemical Society Medal.",
        ),
    ],
)
def test_an_award_told_in_other_names_and_forms_is_one(
    one: str, other: str, lexicon: Lexicon
) -> None:
    sides = [_news(text, lexicon, day) for text, day in ((one, 3), (other, 4))]
    assert all(sides), sides
    met = [group for group in joined([m for side in sides for m in side]) if len(group) > 1]
    assert len({m.article_id for m in met[0]}) == 2


def test_one_event_told_in_two_languages_is_one_row_whatever_run_brings_it(
    web: Web, configure: Configure, places: Places
) -> None:
    configuration = configure(sources=a_source("Wire", web.url + "/feed"))
    items = []
    for number, text in enumerate((ENGLISH, CHINESE)):
        title, body = text.split("\n\n", 1)
        items.append(
            f"<item><guid isPermaLink='false'>{number}</guid><title>{title}</title>"
            f"<link>https://example.org/{number}</link><pubDate>Thu, 21 Mar 2024 10:00:00 GMT</pubDate>"
            f"<description><![CDATA[<p>{body}</p>]]></description></item>"
        )
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'
        web.serves("/feed", feed)
        run_pass(configuration, places, Options())
    found = rows(places, "SELECT mention_count, len(string_split(status, ' ')) FROM breakthroughs")
    assert [count for count, _ in found] == [2]
    (house,) = rows(
        places,
        "SELECT name_en, name_zh, country, event_count FROM institutions WHERE institution_key = 'peking_university'",
    )
    assert house == ("Peking University", "北京大学", "CN", 1)
    assert rows(places, "SELECT count(*) FROM people WHERE person_key = 'huaiyuan lu'") == [(1,)]


def test_what_no_other_source_says_is_no_proof(lexicon: Lexicon) -> None:
    """Three pages name the laureate of one prize; two agree, and the surer third stands alone."""
    texts = [
        "Abel Prize 2026\n\nThe 2026 Abel Prize has been awarded to Ada Park of Delft University.",
        "Ada Park wins Abel Prize\n\nAda Park has won the 2026 Abel Prize, the academy announced today.",
        "Abel Prize 2026 news\n\nThe 2026 Abel Prize has been awarded to Cy Dow of Westmoor University.",
    ]
    told = [_news(text, lexicon, day)[0] for day, text in enumerate(texts, start=20)]
    told[2] = replace(told[2], confidence=1.0)
    for order in (told, told[::-1]):
        event = event_of(order)
        assert event.recipients == ("Ada Park",)
        assert event.best in {mention_id(m) for m in told[:2]}
        assert "cy dow" not in event.person_keys


@pytest.mark.parametrize(
    ("chinese", "latin"),
    [("陆怀远", "Huaiyuan Lu"), ("欧阳砺", "Li Ouyang"), ("吕志明", "Zhiming Lü")],
)
def test_a_chinese_name_and_its_pinyin_are_one(chinese: str, latin: str) -> None:
    assert in_latin(chinese) == latin_form(latin)
    assert shared_forms(chinese) & shared_forms(latin)
    assert not shared_forms(chinese) & shared_forms("Wei Zhang")


def test_a_name_of_taiwan_is_written_as_there() -> None:
    assert latin_form("Lin Chih-hao") in as_in_taiwan("林志豪")


@pytest.mark.parametrize("latin", ["Chang I-chun", "Chang Yi-chun"])
def test_a_name_of_taiwan_is_found_as_books_and_as_passports_write_it(latin: str) -> None:
    assert latin_form(latin) in as_in_taiwan("張怡君")


def test_a_foreign_name_sounds_alike_in_chinese_characters() -> None:
    assert sounds_of_chinese("托马斯·米勒") == sounds_of_latin("Thomas Miller")
    assert sounds_of_chinese("托马斯·米勒") != sounds_of_latin("Thomas Weber")
    assert sounds_of_chinese("李") == ""
