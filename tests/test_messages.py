"""What a message says and how it is written: subjects, cards, lists, every form, templates of the user's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from config import Channel, Lexicon
from flows.delivery.apprise_targets import open_target
from flows.delivery.cards import Style
from flows.delivery.digests import Digest, compose, ranked
from flows.delivery.formats import Form, TemplateFaultError, written
from flows.delivery.messages import Part, parts
from parsers.identity import Event
from warehouse import Row

LAID_OUT: tuple[Form, ...] = ("text", "markdown", "html", "mail", "telegram", "slack")
FORMS: tuple[Form, ...] = (*LAID_OUT, "push")  # a line an event, and nothing around them
PRESS = Style(channel="press")
SEEN = datetime(2026, 11, 25, 8, tzinfo=UTC)
_TELEGRAM = {"b", "i", "a"}
_FETCHED = {"img", "script", "link", "iframe", "object", "video", "audio", "source", "embed"}


def an_event_row(**changes: Any) -> Row:
    """Return a row as the outbox gives it."""
    row: Row = dict.fromkeys((*Event.__dataclass_fields__, "context", "forms"))
    row |= {
        "event_id": "e1", "kind": "award", "category": "prize", "award_name": "Kestrel Prize", "venue": "Kestrel Society",
        "year": 2026, "status": "announced", "recipients": ["Ada Park"], "institutions": ["Delft University"], "links": [],
        "source": "Wire", "source_count": 1, "confidence": 0.88, "evidence": "Ada Park won the Kestrel Prize.", "article_title": "News",
        "article_url": "https://wire.example/1", "published_at": SEEN, "first_seen_at": SEEN,
        "known_institutions": [], "person_keys": [], "forms": [],
    }  # fmt: skip
    return {**row, **changes}


def a_paper_row(number: int, **changes: Any) -> Row:
    return an_event_row(
        event_id=f"p{number:03}", category="outstanding_paper", award_name="Outstanding paper", venue="ACL",
        work_title=f"A Study of Small Things, Part {number}", links=[f"https://papers.example/{number}"], context="Outstanding papers",
        evidence=f"A Study of Small Things, Part {number}", **changes,
    )  # fmt: skip


def digest_of(*rows: Row, lexicon: Lexicon, style: Style = PRESS) -> Digest:
    return compose(ranked(rows, lexicon, style), lexicon, style)


def subject(lexicon: Lexicon, *rows: Row, language: Any = "en") -> str:
    return digest_of(*rows, lexicon=lexicon, style=Style(language=language)).title


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({}, "Delft University: Ada Park wins the Kestrel Prize 2026", "Delft University：Ada Park获2026 Kestrel Prize"),
        (
            {"award_name": "Wolf Prize in Mathematics", "venue": "Wolf Foundation", "institutions": []},
            "Ada Park wins the Wolf Prize in Mathematics 2026", "Ada Park获2026年沃尔夫奖（数学）",
        ),
        (
            {"award_name": "Future Science Prize: 物质科学奖", "institutions": []},
            "Ada Park wins the Future Science Prize in Physical Science 2026", "Ada Park获2026年未来科学大奖（物质科学）",
        ),
        (
            {"award_name": "Tang Prize in Rule of Law", "institutions": []},
            "Ada Park wins the Tang Prize in Rule of Law 2026", "Ada Park获2026年唐奖（法治）",
        ),
        (
            {"recipients": ["Ada Park", "Bo Li"], "institutions": []},
            "Ada Park and Bo Li win the Kestrel Prize 2026", "Ada Park、Bo Li获2026 Kestrel Prize",
        ),
        (
            {"recipients": ["Ada Park", "Bo Li", "Cy Dow", "Di Eng"], "institutions": []},
            "Ada Park and 3 others win the Kestrel Prize 2026", "Ada Park等4人获2026 Kestrel Prize",
        ),
        ({"recipients": [], "institutions": []}, "Kestrel Prize 2026: winners announced", "2026 Kestrel Prize揭晓"),
        (
            {"category": "best_paper", "award_name": "Best paper", "venue": "ACL", "work_title": "Small Things"},
            "ACL 2026 best paper: “Small Things”", "ACL 2026 最佳论文：《Small Things》",
        ),
        (
            {"kind": "breakthrough", "category": None, "award_name": None, "claim": "open_problem", "field": "mathematics",
             "article_title": "A conjecture falls"},
            "A conjecture falls", "Ada Park：数学难题攻克",
        ),
    ],
)  # fmt: skip
def test_the_subject_is_the_news(
    changes: Row, english: str, chinese: str, lexicon: Lexicon
) -> None:
    row = an_event_row(**changes)
    assert subject(lexicon, row) == english
    assert subject(lexicon, row, language="zh") == chinese


def test_of_several_the_most_important_is_the_subject_and_comes_first(lexicon: Lexicon) -> None:
    rows = [
        a_paper_row(1),
        an_event_row(event_id="e2", award_name="Abel Prize", published_at=datetime(2020, 1, 1, tzinfo=UTC)),
        an_event_row(event_id="e3"),
    ]  # fmt: skip
    digest = digest_of(*rows, lexicon=lexicon)
    assert digest.title == "Delft University: Ada Park wins the Abel Prize 2026, and 2 more"
    assert [card.event_id for card in digest.cards] == ["e2", "e3", "p001"]


def test_of_equals_the_newest_comes_first(lexicon: Lexicon) -> None:
    old = an_event_row(award_name="Old Prize", published_at=datetime(2020, 1, 1, tzinfo=UTC))
    new = an_event_row(award_name="New Prize", published_at=datetime(2024, 1, 1, tzinfo=UTC))
    cards = digest_of(old, new, lexicon=lexicon).cards
    assert [card.headline.split(" wins the ")[1] for card in cards] == ["New Prize 2026", "Old Prize 2026"]  # fmt: skip


def test_a_card_has_both_scripts_and_the_digests_own_first(lexicon: Lexicon) -> None:
    row = an_event_row(
        recipients=["韩若溪"], person_keys=["han ruoxi"], institutions=["清华大学"],
        forms=[{"key": "han ruoxi", "name": "韩若溪"}, {"key": "han ruoxi", "name": "Han Ruoxi"}],
        known_institutions=[{"printed": "清华大学", "key": "thu", "en": "Tsinghua University", "zh": "清华大学", "country": "CN"}],
    )  # fmt: skip
    (english,) = digest_of(row, lexicon=lexicon).cards
    assert english.headline == "Han Ruoxi (韩若溪) wins the Kestrel Prize 2026"
    assert english.places == "Tsinghua University (清华大学)"
    (chinese,) = digest_of(row, lexicon=lexicon, style=Style(language="zh")).cards
    assert chinese.headline == "韩若溪（Han Ruoxi）获2026 Kestrel Prize"
    assert chinese.places == "清华大学"


WATCHED = Style(channel="press", watching=("bo li", "清華大學", "Small Things, Part 7"))


def test_what_names_somebody_watched_comes_first_and_says_so(lexicon: Lexicon) -> None:
    known = [
        {
            "printed": "Tsinghua",
            "key": "thu",
            "en": "Tsinghua University",
            "zh": "清华大学",
            "country": "CN",
        }
    ]
    rows = [
        an_event_row(event_id="abel", award_name="Abel Prize"),
        an_event_row(event_id="li", recipients=["Bo Li"]),
        an_event_row(event_id="lin", recipients=["Bo Lin"]),
        an_event_row(event_id="thu", award_name="Wren Medal", institutions=["Tsinghua"], known_institutions=known),
    ]  # fmt: skip
    cards = {c.event_id: c.watched for c in digest_of(*rows, lexicon=lexicon, style=WATCHED).cards}
    assert cards == {"li": ("bo li",), "lin": (), "thu": ("清華大學",), "abel": ()}
    assert list(cards)[:1] == ["li"]
    assert list(cards).index("thu") < list(cards).index("abel")


@pytest.mark.parametrize("form", LAID_OUT)
def test_a_list_says_how_many_name_somebody_watched(form: Form, lexicon: Lexicon) -> None:
    digest = digest_of(*(a_paper_row(n) for n in range(9)), lexicon=lexicon, style=WATCHED)
    text = written(digest, form)
    assert "1 with your names" in text
    assert "★" in text
    assert digest.cards[0].headline == "A Study of Small Things, Part 7"


def test_a_sentence_is_shown_where_it_adds_something(lexicon: Lexicon) -> None:
    assert digest_of(an_event_row(), lexicon=lexicon).cards[0].proof == ""
    more = "Ada Park won the Kestrel Prize for a catalogue of northern mosses."
    assert digest_of(an_event_row(evidence=more), lexicon=lexicon).cards[0].proof == more


def test_a_card_says_how_sure_how_many_tell_it_and_where_it_leads(lexicon: Lexicon) -> None:
    row = an_event_row(source_count=3, links=["https://papers.example/9", "ftp://x.example/"])
    (card,) = digest_of(row, lexicon=lexicon).cards
    assert card.meta == "Wire · 2026-11-25 · told by 3 sources · confidence 0.88 · event e1"
    assert card.links == (("paper", "https://papers.example/9"), ("article", "https://wire.example/1"))  # fmt: skip
    assert card.href == "https://papers.example/9"
    (undated,) = digest_of(an_event_row(published_at=None), lexicon=lexicon).cards
    assert undated.meta == "Wire · first seen 2026-11-25 · confidence 0.88 · event e1"


def test_a_withdrawal_says_so_and_by_whom(lexicon: Lexicon) -> None:
    digest = digest_of(an_event_row(status="retracted"), lexicon=lexicon)
    assert digest.title.startswith("Withdrawn: ")
    assert digest.cards[0].meta.startswith("as said by Wire · ")


@pytest.mark.parametrize("form", LAID_OUT)
def test_a_long_list_is_folded_with_all_its_links_and_what_they_share_once(
    form: Form, lexicon: Lexicon
) -> None:
    digest = digest_of(*(a_paper_row(n) for n in range(50)), lexicon=lexicon)
    text = written(digest, form)
    assert "ACL 2026 outstanding papers" in text
    assert all(f"https://papers.example/{n}" in text for n in range(50))
    assert text.count("https://wire.example/1") == 1


@pytest.mark.parametrize("form", LAID_OUT)
def test_a_message_says_why_it_came(form: Form, lexicon: Lexicon) -> None:
    style = Style(channel="press", asks="venues ACL")
    text = " ".join(written(digest_of(a_paper_row(1), lexicon=lexicon, style=style), form).split())
    assert re.search("channel “press” asks for venues ACL", text)


HOSTILE = (
    "<script>alert(1)</script>", "</a></td><img src=x onerror=y>", "[click](http://evil.example)", "**x** _y_ `z`",
    "@everyone <!channel> <@U1>", "&lt;b&gt; & <b>", "\u202eevil\u202c \u200bhidden", "\x1b[31mred\x1b[0m", "{{ 7 * 7 }} {% for x in y %}",
    "x" * 500, '"><b>', "a\nb\n# c",
)  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in {"meta", "br", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(page: str) -> _Tags:
    reader = _Tags()
    reader.feed(page)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("chat", [True, False])
@pytest.mark.parametrize("evil", HOSTILE)
def test_what_strangers_wrote_is_shown_and_does_nothing(
    evil: str, chat: bool, lexicon: Lexicon
) -> None:
    rows = [
        an_event_row(recipients=[evil], award_name=f"{evil} Prize", evidence=evil, source=evil, institutions=[evil]),
        a_paper_row(1, article_title=evil) | {"work_title": evil, "links": ["javascript:alert(1)", 'https://e.example/"><b>']},
        an_event_row(event_id="b", kind="breakthrough", category=None, award_name=None, claim="first", article_title=evil),
    ]  # fmt: skip
    digest = digest_of(*rows, lexicon=lexicon, style=Style(channel="press", chat=chat))
    for form in FORMS:
        text = written(digest, form)
        assert "javascript:" not in text
        assert "49" not in text or "49" in evil
        assert not {"\x1b", "\u202e", "\u200b"} & set(text)
        if form in {"html", "mail", "telegram"}:
            tags = tags_of(text)
            assert not _FETCHED & set(tags.seen)
            assert not {"onerror", "onload"} & tags.attributes
            assert all(a.startswith("https://") for a in tags.addresses)
    assert set(tags_of(written(digest, "telegram")).seen) <= _TELEGRAM
    assert "[click](" not in written(digest, "markdown")
    assert "\n" not in digest.title


def test_a_mail_fetches_nothing_and_fits_a_phone_and_the_dark(lexicon: Lexicon) -> None:
    page = written(digest_of(an_event_row(), lexicon=lexicon), "mail")
    assert not _FETCHED & set(tags_of(page).seen)
    assert not re.search(r"url\(|@import|@font-face", page)
    assert "prefers-color-scheme: dark" in page
    assert "max-width: 620px" in page
    assert '<html lang="en">' in page


def test_a_template_of_the_users_goes_before_ours(lexicon: Lexicon, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("News: {{ digest.title }}\n", encoding="utf-8")
    digest = digest_of(an_event_row(), lexicon=lexicon)
    assert written(digest, "text", tmp_path) == "News: Delft University: Ada Park wins the Kestrel Prize 2026\n"  # fmt: skip
    assert "<!doctype html>" in written(digest, "mail", tmp_path)


@pytest.mark.parametrize("wrong", ["{{ digest.titel }}", "{% for card in %}"])
def test_a_template_that_cannot_be_used_is_named(
    wrong: str, lexicon: Lexicon, tmp_path: Path
) -> None:
    (tmp_path / "text.txt").write_text(wrong, encoding="utf-8")
    with pytest.raises(TemplateFaultError, match=r"text\.txt.*mend the template, or remove it"):
        written(digest_of(an_event_row(), lexicon=lexicon), "text", tmp_path)


def test_a_mail_is_never_so_long_that_services_cut_it(
    lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_MAIL", "mailto://127.0.0.1:25?from=a@example.org&to=b@example.org")
    target = open_target(Channel(name="mail", url_env="TEST_MAIL"))
    rows = ranked([a_paper_row(n) for n in range(500)], lexicon, PRESS)

    def fits(digest: Digest) -> bool:
        return target.fits(digest.title, written(digest, target.form))

    cut = [part for part in parts(rows, lexicon, PRESS, fits) if isinstance(part, Part)]
    assert [row for part in cut for row in part.rows] == rows
    pages = [written(compose(part.rows, lexicon, part.style), "mail") for part in cut]
    assert 1 < len(pages) < 10
    assert all(len(page.encode()) <= 90_000 for page in pages)


def test_a_push_is_a_line_an_event_with_its_link(lexicon: Lexicon) -> None:
    style = Style(channel="phone", watching=("Bo Li",))
    events = [an_event_row(), a_paper_row(1, recipients=["Bo Li"])]
    assert written(digest_of(*events, lexicon=lexicon, style=style), "push") == (
        "★ ACL 2026 outstanding paper: “A Study of Small Things, Part 1” https://papers.example/1\n"
        "Delft University: Ada Park wins the Kestrel Prize 2026 https://wire.example/1\n"
    )
