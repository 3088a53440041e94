"""Constructions: ways in which prose gives an award to somebody, as values with examples that are their tests.

Of a construction that ends in its award the nearest winner before it is meant, of one that begins with it the
nearest behind. `{won}` and the like stand for verbs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Place = Literal["before", "behind", "between", "line", "line_behind", "topic"]
"""Where the winner stands: before the award, behind it, behind it with the verb in front, in a line that says
nothing else (before or behind), or in a sentence without an award, of the one that the text is about."""

_MARK = re.compile(r"\{([^\W\d]+)\}")

VERBS = {
    "won": (
        r"(?:wins?|won|winning|receiv(?:es?|ed|ing)|earn(?:s|ed|ing)?|g[eo]ts?|gain(?:s|ed)?|collect(?:s|ed)?|accept(?:s|ed)|bag(?:s|ged)|claim(?:s|ed)?|takes?(?: home)?|took(?: home)?|bag(?:s|ged)|clinch(?:es|ed)|secur(?:es|ed)|scoop(?:s|ed)|land(?:s|ed)|garner(?:s|ed)|"
        r"pick(?:s|ed)? up|shar(?:es?|ed)|bring(?:s)? home|achiev(?:es|ed)|"
        r"(?:was|were|is|are|been|be|being) (?:also |jointly |recently |both |each )?(?:awarded|granted|given|handed|presented|conferred|bestowed|honou?red|recogni[sz]ed|named|elected|selected|chosen|inducted|admitted|appointed|elevated|raised|promoted|made|announced|declared|picked|crowned)(?: (?:with|as|to|into|for|by|among|the (?:rank|grade|status|title) of|(?:the )?(?:recipients?|winners?) of))*)"
    ),
    "named": r"(?:awarded|honou?red|recogni[sz]ed|named|elected|selected|chosen|inducted|admitted|elevated|promoted|tapped|appointed)(?: (?:with|as|to|into|for|by|among|the (?:rank|grade|status|title) of|(?:the )?(?:recipients?|winners?) of))*",
    "became": r"(?:becom(?:es?|ing)|became|become)\b(?:[^.;:!?PAB\"“”]{0,70}?\b(?:win|receive|earn|get|gain|be (?:awarded|given|named|elected|honou?red)|(?:winners?|recipients?|laureates?|holders?) (?:of|for))|(?: (?:an?|the|its|new|newest|latest|first|only|one of|[a-z]+est|honorary|foreign|\d{4}))*)",
    "aux": r"(?:(?:has|have|was|were|is|are|be|been|being|will|also|both|each|all|recently|jointly|today|just|now|to|subsequently|this week|this year|yesterday|further|together|proudly|officially|formally|deservedly|unanimously) )*",
    "giving": r"(?:award(?:s|ed|ing)?|present(?:s|ed|ing)?|giv(?:es?|en|ing)|gave|confer(?:s|red|ring)?|bestow(?:s|ed|ing)?|grant(?:s|ed|ing)?)",
    "honouring": (
        r"(?:honou?r(?:s|ed|ing)?|recogni[sz](?:es?|ed|ing)|present(?:s|ed|ing)?|award(?:s|ed|ing)?|nam(?:es|ed|ing)|select(?:s|ed|ing)?|elect(?:s|ed|ing)?|choos(?:es?|ing)|chose|chosen|picked|celebrat(?:es?|ed|ing)|congratulat(?:es?|ed|ing|ions)|congrats|"
        r"giv(?:es|ing)|gave|conferr?(?:s|ed)?|announc(?:es?|ed|ing)|welcom(?:es?|ed)|induct(?:s|ed)|applauds?)"
    ),
    "winners": r"(?:winners?|recipients?|laureates?|awardees?|medall?ists?|honou?rees?|prizewinners?)",
    "w": r"[^.;:!?PAB\"“”]{0,70}?",
    "w15": r"[^.;:!?PAB\"“”]{0,15}?",
    "s": r"[^.;!?PABQ\"“”]{0,40}?",
    "v": r"[^.,;:!?PAB\"“”]{0,70}?",
    "apposed": r"(?:,? [^.;!?PAB]{2,160}?,|\s?[(][^()]{1,90}[)])?",
    "获": (
        r"(?:喜摘|勇摘|荣获|荣膺|荣登|喜获|斩获|摘得|摘取|摘下|夺得|赢得|捧得|捧回|接过|拿下|拿到|得到|获得|获评|获颁|获授|获聘|获选|获封|获|揽获|勇夺|收获|问鼎|折桂|领取|领到|分享|分获|共享|共同获得|被授予|被评为|被选为|当选|入选|增选为|晋升为|得了|拿了|中选|夺|(?<![值觉使显懂记获取])得(?=[^。；，,]{0,8}[AB]))(?:了|为)?"
    ),
    "授": r"(?:授予|颁授予|颁授|颁发给|颁给|颁予|授给|发给|花落|归属于?|归于|给了|奖励|表彰)(?:了)?",
    "予": r"(?:授予|颁授予|颁授|颁发给|颁给|颁予|授给|奖励|表彰|祝贺|恭喜|热烈祝贺|推选|评选|评定|增选|遴选|选举)(?:了)?",
    "得主": r"(?:获奖的|获奖作品|获奖论文|获奖著作|获奖成果|获奖项目|得奖作品|得主|获奖者|获奖人|获得者|得奖者|得奖人|获奖名单|得奖名单|名单|获奖人员)",
    "z": r"[^。；;!！?？PAB]{0,40}?",
    "y": r"[^。；;!！?？AB]{0,110}?",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Construction:
    """One way of giving an award. `written`: its pattern over a shape, in which `who` is the winner.

    `raw` in the place of `who`: whatever stands there. `after`: what must stand right before the award. An example is a
    text and what must be told of it, a counter-example a text of which nothing may be told.
    """

    name: str
    place: Place
    meaning: str
    written: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    after: str = ""

    def __post_init__(self) -> None:
        if not (self.examples and self.counter):
            raise ValueError(f"construction {self.name}: it has no examples or counter-examples")

    @property
    def chinese(self) -> bool:
        return self.name.endswith(".zh")

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern, to be matched from the award on, or up to it."""
        filled = _filled(self.written)
        if self.place in {"behind", "line_behind", "topic"}:
            return re.compile(filled)
        return re.compile(filled if filled.startswith("^") else rf"(?s:.*){filled}$")

    def led(self) -> re.Pattern[str] | None:
        """Return what must stand before the award, if anything must."""
        return re.compile(_filled(self.after)) if self.after else None


def _filled(written: str) -> str:
    return _MARK.sub(lambda m: VERBS[m[1]], written).replace("[^", "[^\n")  # a line says its own
