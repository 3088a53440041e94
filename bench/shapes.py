"""Hostile documents: each repeats one thing that a careless reader compares with all the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from parsers import Document

_AWARD = "# ACL 2024 awards\n\nAda Park won the Turing Award for the first proof in 40 years.\n\n"
_LISTED = "# ACL 2024\n\n## Best Paper Award\n\n"
_ITEM = "<rss version='2.0'><channel><item><guid>1</guid><title>Turing Award</title><description>"
_END = "</description></item></channel></rss>"
_PAGE = "<html><head><title>News</title></head><body>"
_SENTENCE = 3_900  # characters of the longest sentence that is read, and a little less
_ENTRY = 5_900  # likewise of an entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A document of `head`, many of `unit`, and `foot`; `{n}` in the unit is its number.

    `close` ends each unit, after all of them: it is repeated as often before the foot.
    """

    unit: str
    kind: Literal["feed", "page", "seed"] = "seed"
    head: str = _AWARD
    foot: str = "\n"
    close: str = ""

    def count(self, characters: int) -> int:
        """Return how many units make a document of so many characters."""
        return max(characters // len(self.unit + self.close), 1)

    def document(self, count: int) -> Document:
        if "{n}" in self.unit:
            units = "".join(self.unit.replace("{n}", str(number)) for number in range(count))
        else:
            units = self.unit * count
        text = f"{self.head}{units}{self.close * count}{self.foot}"
        return Document(
            source="Hostile",
            kind=self.kind,
            location="https://example.org/hostile",
            body=text.encode("utf-8", "surrogatepass"),
        )


def _seed(unit: str, head: str = _AWARD, foot: str = "\n") -> Shape:
    return Shape(unit=unit, head=head, foot=foot)


def _long(unit: str, characters: int, head: str = "", foot: str = "") -> str:
    """Return a line in which `unit` is repeated to so many characters."""
    return f"{head}{unit * (characters // len(unit))}{foot}"


def _feed(unit: str, close: str = "", opened: str = "") -> Shape:
    """Return a feed whose one item's body is hostile, escaped as feeds do, after what `opened` opens."""
    unit, close, opened = (
        part.replace("&", "&amp;").replace("<", "&lt;") for part in (unit, close, opened)
    )
    return Shape(kind="feed", unit=unit, close=close, head=f"{_ITEM}A prize. {opened}", foot=_END)


def _page(unit: str, close: str = "") -> Shape:
    return Shape(kind="page", unit=unit, close=close, head=_PAGE, foot="</body></html>")


SHAPES: Mapping[str, Shape] = {
    # Marks of Markdown and HTML that are never closed.
    "comments, never closed": _seed("<!-- "),
    "tags on one line": _seed("<b>a</b> "),
    "tags at a line's end": _seed("<br>", foot="Ada"),
    "opened tags": _seed("<a "),
    "stars": _seed("**"),
    "brackets in a title": _seed("[", head="---\ntitle: ", foot=f"\n---\n\n{_AWARD}"),
    "brackets": _seed("["),
    "ends of labels": _seed("]("),
    "links": _seed("[a](https://example.org/{n}) "),
    "links of one entry": _seed("链接：https://example.org/{n}\n", head=f"{_LISTED}### Abc Def Ghi Jkl\n\n"),
    "closing brackets of an address": _seed(")", head=f"{_LISTED}- Abc https://example.org/"),
    "ampersands": _seed("&#"),
    "book marks": _seed("《"),
    "stops within titles": _seed("《一。》“"),
    "quotes": _seed('"'),
    "quoted titles": _seed("“Abc Def Ghi Jkl” "),
    "title of white space": _seed(" ", head="# a", foot=f"b\n\n{_AWARD}"),
    "field of white space": _seed(" ", head="---\ntitle: a", foot=f"b\n---\n\n{_AWARD}"),
    "zero-width characters": _seed("\u200b\u200d"),
    "halves of surrogate pairs": Shape(kind="feed", unit="\\ud800", head='{"items": [{"id": "1", "content_text": "', foot='"}]}'),
    # Lines and blocks.
    "empty lines": _seed("\n"),
    "short lines": _seed("a\n"),
    "one long line": _seed("word "),
    "headings": _seed("## Part {n}\n\n"),
    "headings of awards with entries": _seed("## Best Paper Award {n}\n\n- Abc Def Ghi Jkl\n\n"),
    "headings of venues": _seed("ACL 2024 ", head="## Best Paper Award "),
    "entries": _seed("- Abc Def Ghi {n} by Ada Park\n", head=_LISTED),
    "entries that name people": _seed("- Ada Park, for it\n", head="# X\n\n## Turing Award\n\n"),
    "entries of commas": _seed(_long("a,", _ENTRY, "- ", "b\n"), head=_LISTED),
    "entries of digits": _seed(_long("1", _ENTRY, "- Ada Park ", "b\n"), head=_LISTED),
    "list marks": _seed("- \n"),
    "lists within lists": _seed(f"{'  ' * 40}- a\n"),
    "quotations within quotations": _seed("> "),
    "rows": _seed("| Best Paper Award | Abc Def Ghi {n} |\n"),
    "cells": _seed("| a ", foot="|\n"),
    "front matter": _seed("field{n}: a\n", head="---\ntitle: Turing Award\n", foot=f"---\n\n{_AWARD}"),
    "articles of a compilation": _seed("#Turing Award {n}\n\nAda Park won the Turing Award.\n\n", head=""),
    # Words.
    "award sentences": _seed("Ada Park{n} won the Turing Award in 2024. "),
    "sentences of works": _seed("《论文题目之{n}》获得 ACL 2024 最佳论文奖。", head=_LISTED),
    "awards of one sentence": _seed(_long("图灵奖", _SENTENCE, "", "。\n\n")),
    "best papers of one sentence": _seed(_long("Best Paper ", _SENTENCE, "", "won.\n\n")),
    "winners without an article": _seed("Zed{n} won the Turing Award.\n\n"),
    "venues": _seed("ACL 2024 "),
    "stated counts": _seed("## 3 Best Paper Awards {n}\n\n- Abc Def Ghi Jkl {n}\n\n"),
    "firsts": _seed("It is the world's first proof of the conjecture {n} in 40 years. "),
    "records": _seed("科学家首次打破 {n} 秒的世界纪录。"),
    "items of a digest": _seed("- 科学家首次在世界上证明了困扰数学界 50 年的猜想。\n", head="# 科技周刊\n\n"),
    "years": _seed("困扰数学界 50 年，"),
    "numbers": _seed("2024 1,000 "),
    "names and commas": _seed("Ada Park, "),
    # What recognisers and constructions look for.
    "names and awards": _seed("Ada Park won the Wren Medal of Moss and "),
    "capitalised words": _seed("Wren of the Moss and Heron "),
    "awards of any name": _seed("Wren Medal for the Moss of Heron, "),
    "academies": _seed("Academy of Moss, the ", foot=" elected Ada Park."),
    "Chinese names and marks": _seed("李大海、"),
    "foreign names in Chinese": _seed("阿兰·"),
    "characters before a prize": _seed("苔", foot="奖"),
    "prizes in Chinese": _seed("苔藓研究奖"),
    "members of academies": _seed("科学院院士"),
    "institutions in Chinese": _seed("东湖大学苔藓研究所"),
    "quotation marks and prizes": _seed("“苔藓”奖"),
    "readings in brackets": _seed("學(xué)"),
    "awards and pronouns": _seed("She received the award. ", head="# Ada Park\n\nAda Park won the Wren Medal. "),
    "winners a line each": _seed("Ada Park, Delft University\n\n", head="# Winners of the Wren Medal 2024\n\n"),
    "authors above titles": _seed("Ada Park, Bo Li\n\nAbc Def Ghi Jkl Mno\n\n", head=_LISTED),
    "people joined by and": _seed("Ada Park and "),
    "Chinese names and titles": _seed("李明教授"),
    "capitals": _seed(_long("A", _SENTENCE, "", " won the Turing Award.\n\n")),
    # Feeds.
    "feed: items": Shape(
        kind="feed", head="<rss version='2.0'><channel>", foot="</channel></rss>",
        unit="<item><guid>{n}</guid><title>Prize {n}</title></item>",
    ),
    "feed: JSON within JSON": Shape(kind="feed", unit='{"items": [', close="]}", head="", foot=""),
    "feed: XML within XML": Shape(kind="feed", unit="<a>", close="</a>", head="<rss>", foot="</rss>"),
    "feed: outlines within outlines": Shape(
        kind="feed", unit="<outline>", close="</outline>", head="<opml>", foot="</opml>"
    ),
    "feed: name spaces": Shape(kind="feed", unit=" xmlns:a{n}='b{n}'", head="<rss", foot="></rss>"),
    "feed: attributes": Shape(kind="feed", unit=" a{n}='b'", head="<rss", foot="></rss>"),
    "feed: CDATA, never closed": Shape(kind="feed", unit="<![CDATA[", head=_ITEM, foot=_END),
    "feed: comments, never closed": Shape(kind="feed", unit="<!--", head=_ITEM, foot=_END),
    "feed: comments in a body": _feed("<!--"),
    "feed: divisions within divisions": _feed("<div>", "</div>"),
    "feed: emphasis within emphasis": _feed("<b>a"),
    "feed: tables within tables": _feed("<table><tr><td>a"),
    "feed: lists within lists": _feed("<ul><li>a"),
    "feed: scripts": _feed("<script>a"),
    "feed: attributes of a body": _feed(" a{n}=1", opened="<p"),
    "feed: spaces in spans": _feed("<span> </span>"),
    "feed: entities": _feed("&amp;&#x41;"),
    "feed: links in a body": _feed("<a href='/{n}'>Ada Park</a> "),
    # Pages that list articles.
    "page: links": _page("<a href='/{n}'>A title of an article {n}</a> "),
    "page: links within divisions": _page("<div><a href='/{n}'>A title of an article {n}</a>"),
    "page: links within links": _page("<a href='/{n}'>Another title of an article"),
    "page: asides within asides": _page("<nav>", "</nav>"),
    "page: comments": _page("<!--"),
}  # fmt: skip
"""Shapes by what they repeat."""
