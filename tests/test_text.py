"""Characters, dates, links and HTML: the small things that go wrong."""

from __future__ import annotations

import pytest

from parsers.text.addresses import addresses, identifiers, year_of
from parsers.text.canonical import canonical
from parsers.text.characters import aligned, clean, folded, language_of, number, sentences
from parsers.text.markdown import to_markdown


def test_aligned_text_keeps_every_character_in_place() -> None:
    text = "ＡＣＬ ２０２４：ﬁrst İ 𝔸 — 奖"
    assert len(aligned(text)) == len(text)
    assert aligned(text).startswith("acl 2024:")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("G-DIG: DIverse", "G-DlG: Dlverse"),
        ("Doesn't", "Doesn’t"),
        ("OLMo:Accelerating", "OLMo: Accelerating"),
        ("Ｗｉｄｅ Title", "wide title"),
        ("Erdős", "Erdos"),
    ],
)
def test_printings_of_one_title_fold_to_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_cleaning_drops_markup_and_keeps_words() -> None:
    assert clean("**Ian  Goodfellow**") == "Ian Goodfellow"
    assert clean("[A title](https://example.org/a_(b))") == "A title"
    assert clean("snake_case stays") == "snake_case stays"
    assert (
        clean("Seas of <i>E. coli</i>, <span class='a'>live</span><br/>") == "Seas of E. coli, live"
    )
    assert (
        clean("Posts to <ada@example.org> if a<b and b>c")
        == "Posts to <ada@example.org> if a<b and b>c"
    )


def test_sentences_end_at_stops_but_not_in_titles_or_initials() -> None:
    text = "《为什么？因为》获奖。Dr. A. Park won. She was glad."
    found = [text[a:b] for a, b in sentences(text, 0, len(text))]
    assert found == ["《为什么？因为》获奖。", "Dr. A. Park won.", "She was glad."]


def test_chinese_text_that_quotes_english_is_chinese() -> None:
    assert language_of("论文 Attention Is All You Need 获得时间检验奖,作者来自谷歌") == "zh"
    assert language_of("The prize 奖 went to her.") == "en"


@pytest.mark.parametrize(
    ("url", "scheme", "value"),
    [
        ("https://arxiv.org/abs/2405.12915v2", "arxiv", "2405.12915"),
        ("https://arxiv.org/pdf/math/0309136", "arxiv", "math/0309136"),
        ("https://doi.org/10.1000/ABC.1", "doi", "10.1000/abc.1"),
        ("https://aclanthology.org/D14-1162.pdf", "acl", "D14-1162"),
        ("https://aclanthology.org/2024.acl-long.1/", "acl", "2024.acl-long.1"),
        ("https://openreview.net/pdf?id=9AV_zM56pwj", "openreview", "9AV_zM56pwj"),
        ("https://proceedings.mlr.press/v235/cai24a.html", "pmlr", "v235/cai24a"),
    ],
)
def test_an_address_names_its_work(url: str, scheme: str, value: str) -> None:
    assert getattr(identifiers(url), scheme) == value


def test_copies_of_one_page_meet_under_one_address() -> None:
    assert (
        canonical("http://www.example.org/a/index.html?utm_source=x#top")
        == canonical("https://m.example.org/a/")
        == "example.org/a"
    )
    assert canonical("https://example.org/a?id=1") != canonical("https://example.org/a?id=2")


def test_a_link_whose_label_is_its_address_is_found_once() -> None:
    text = "[https://example.org/a](https://example.org/a)，见 https://example.org/b。"
    found = [text[a:b] for a, b in addresses(text, 0, len(text))]
    assert set(found) == {"https://example.org/a", "https://example.org/b"}


def test_an_address_can_tell_its_year() -> None:
    assert year_of("https://example.org/2024/08/x") == 2024
    assert year_of("https://example.org/sets-of-numbers-20240805/") == 2024
    assert year_of("https://arxiv.org/abs/2402.17995") == 2024
    assert year_of("https://example.org/top-2000-list") is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("35", 35),
        ("二十三", 23),
        ("十", 10),
        ("两", 2),
        ("一百零五", 105),
        ("Three", 3),
        ("many", None),
    ],
)
def test_a_number_is_read_in_either_language(written: str, value: int | None) -> None:
    assert number(written) == value


def test_html_keeps_headings_lists_tables_emphasis_and_links() -> None:
    html = (
        "<h2>Best papers</h2><ul><li><b>A title</b> by Ada Park</li><li>B</li></ul>"
        "<table><tr><th>Award</th><th>Who</th></tr><tr><td>Best</td><td>Bo Li</td></tr></table>"
        "<p>See <a href='https://example.org/x'>this</a><br>and that.</p>"
    )
    assert to_markdown(html) == (
        "## Best papers\n\n- **A title** by Ada Park\n- B\n\n| Award | Who |\n| Best | Bo Li |\n\n"
        "See [this](https://example.org/x)\nand that."
    )


def test_html_of_any_depth_is_read_without_recursion_running_out() -> None:
    assert "deep" in to_markdown("<div>" * 5000 + "deep" + "</div>" * 5000)


def test_a_link_that_is_not_http_is_only_its_label() -> None:
    assert to_markdown("<p><a href='javascript:alert(1)'>click</a></p>") == "click"


@pytest.mark.parametrize(
    "first",
    [
        "<script>let a = 1</script>",
        "<style>p { margin: 0 }</style>",
        "<link rel='stylesheet' href='a.css'>",
        "<meta name='a' content='b'>",
        "<title>Tab</title>",
        "<noscript>Use a browser</noscript>",
        "<!-- a note --><script>1</script>",
    ],
)
@pytest.mark.parametrize("name", ["figure", "section", "article", "main", "time", "p"])
def test_nothing_is_lost_after_what_belongs_in_a_head(first: str, name: str) -> None:
    html = f"{first}<{name}>A medal for Ada</{name}>, who was glad"
    assert "".join(to_markdown(html).split()) == "AmedalforAda,whowasglad"


def test_the_head_of_a_page_is_not_text() -> None:
    page = "<html><head><title>Tab</title><style>p {}</style></head><body><p>Ada</p></body></html>"
    assert to_markdown(page) == "Ada"
