"""The ways in which English gives an award to somebody: in lines, in sentences, and pointing back to an award named before.

Patterns are written over shapes (recognition/shapes.py): P people, O an institution, W works, A the award, B a word that
points back to it, N people counted, Q a pronoun. They are asked in this order.
"""

from __future__ import annotations

from parsers.awards.constructions.construction import Construction

ENGLISH: tuple[Construction, ...] = (
    Construction(
        name="line.winner_first",
        place="line",
        meaning="A line: <people> - <award>.",
        written=r"^[-•·\d.)(\s]*(?P<who>P)[^.;!?PAB]{0,70}?(?:\s?[-–—|]{1,2}\s?|\s?:\s?|,\s)(?:the |winner of (?:the )?|\d{4} |for (?:the )?)*A(?: and (?:lecture(?:ship)?|grant))?[\s.;)]*$",
        examples=(
            "Ada Park - Wren Medal | who: Ada Park | award: Wren Medal",
            "Ada Park, Delft University - Wren Medal for Botany: She studies mosses of the north. | who: Ada Park | award: Wren Medal for Botany",
        ),
        counter=("Ada Park - on prizes and how to lose them",),
    ),
    Construction(
        name="line.award_first",
        place="line_behind",
        meaning="A line: <award>: <people>.",
        written=r"A(?:[ ,(]*\d{4}\)?)?(?: {winners})?\s?(?:\s[-–—|]\s|[:：|]\s?)(?:(?:is|are|the|to|goes to|professors?|drs?\.?)\s)*(?P<who>[PW])",
        examples=("Wren Medal: Ada Park and Bo Li | who: Ada Park; Bo Li | award: Wren Medal",),
        counter=("Wren Medal: how to apply",),
    ),
    Construction(
        name="line.winner",
        place="line_behind",
        meaning="A line: <year> <award> winner <people>.",
        written=r"A(?:[ ,]+\d{4})? {winners}:? (?P<who>P)\W*$",
        examples=("2026 Wren Medal winner Ada Park | who: Ada Park | award: Wren Medal",),
        counter=("2026 Wren Medal winner announced soon by Ada Park in a talk",),
    ),
    Construction(
        name="bestowed.en",
        place="before",
        meaning="<giver> honours <people> with <award>.",
        written=r"\b{honouring} {s}(?P<who>[PW])(?:{apposed} (?:(?:with|as|for|on|upon|to|receiving|winning|the|an?) )+| (?:(?:with|as|for|on|upon|to|receiving|winning|the|an?) )*|){v}[AB]",
        examples=(
            "The society honoured Ada Park and Bo Li with the 2026 Abel Prize. | who: Ada Park; Bo Li | award: Abel Prize",
            "The academy today named Ada Park the recipient of the Wren Medal. | who: Ada Park | award: Wren Medal",
        ),
        counter=(
            "The academy, which selected Cy Dow as its chair, announced the Abel Prize.",
            "The academy honoured Ada Park in a hall that once saw a lecture.",
        ),
    ),
    Construction(
        name="fronted.en",
        place="before",
        meaning="On <people> the <giver> conferred <award>.",
        written=r"(?:^|[,;] )(?:to|on|upon) (?P<who>P){apposed},? (?:the )?[^.;!?PAB]{0,60}\b(?:conferred|presented|awarded|bestowed|(?:has|have) gone|went|goes?) {s}[AB]",
        examples=(
            "On Ada Park the academy today conferred the Wren Medal. | who: Ada Park | award: Wren Medal",
        ),
        counter=("On Ada Park the academy has no view, it gave a talk about the Wren Medal.",),
    ),
    Construction(
        name="congratulated_too.en",
        place="before",
        meaning="Congratulations to one on an award, and to <people> on <award>.",
        written=r"\b(?:congrat[a-z]*|kudos)\b[^.;!?]{0,200} to (?P<who>P),? (?:on|for) (?:(?:the|his|her|their|winning|receiving|a|an) )*[AB]",
        examples=(
            "Congratulations to Cy Dow on his talk, and to Ada Park on the Wren Medal. | who: Ada Park | award: Wren Medal",
        ),
        counter=(
            "Congratulations to Cy Dow on a talk, and to Ada Park on her view of the Wren Medal.",
        ),
    ),
    Construction(
        name="given_to.en",
        place="between",
        meaning="<giver> awards <award> to <people>.",
        written=r"\b{giving} {s}[AB](?:,? (?:for \d{4}|in \d{4}|jointly|today|posthumously|this year|last night|on [a-z]+(?: \d+)?|[-–—]))*,? (?:to|on|upon) (?!which|whom){w}(?P<who>[PWO])",
        examples=(
            "The academy has awarded the Wren Medal to Ada Park of Delft University. | who: Ada Park | award: Wren Medal",
        ),
        counter=("The academy gave a lecture on the Wren Medal to which Ada Park came.",),
    ),
    Construction(
        name="brought.en",
        place="behind",
        meaning="<award> was won by <people>.",
        written=r"[AB](?:[^.;:!?PABWO]{0,40}?(?:was|were|has been|have been|is) (?:also |jointly )?(?:received|won|claimed|taken|collected|scooped|secured) (?:[a-z]+ ){0,3}?by) {w}(?P<who>[PWQ])",
        examples=(
            "This year the Wren Medal was won by Ada Park. | who: Ada Park | award: Wren Medal",
        ),
        counter=("The Wren Medal was founded in memory of Ada Park.",),
    ),
    Construction(
        name="won.en",
        place="before",
        meaning="<people> won <award>.",
        written=r"(?P<who>[PW]){apposed}(?:,? (?:who|which))?(?: (?:is|are|was|were) (?:one of|among)(?: the)? N(?: to (?:be)?| who)?)? ?(?:[a-z]+ ){0,4}?{aux}(?:(?:{won}|{named})\b{w}|{became}{w15})[AB]",
        examples=(
            "Ada Park, a botanist at Delft University, has won the 2026 Wren Medal. | who: Ada Park | award: Wren Medal",
            "Ada Park is one of four mathematicians to be awarded a Wren Medal this week. | who: Ada Park | award: Wren Medal",
        ),
        counter=(
            "Ada Park hopes to win the Wren Medal.",
            "Ada Park spoke of the Wren Medal.",
        ),
    ),
    Construction(
        name="is_winner.en",
        place="before",
        meaning="<people> is the winner of <award>.",
        written=r"(?P<who>[PW]){apposed}(?: {aux}(?:is|are|was|were|becomes?|became|named|as)|,) {s}{winners} (?:of|for) {s}[AB]",
        examples=(
            "Ada Park is this year's winner of the Wren Medal. | who: Ada Park | award: Wren Medal",
        ),
        counter=("Ada Park is the chair of the Wren Medal committee.",),
    ),
    Construction(
        name="is_fellow.en",
        place="before",
        meaning="<people> becomes <member of a body>.",
        written=r"(?P<who>P){apposed} {aux}(?:(?:becomes?|became|is now|are now|new)(?: (?:an?|the|new|one of|latest|newest|[a-z]+est|honorary|foreign))*|join(?:s|ed) {s}) ?A",
        examples=(
            "Ada Park now joins the Fellows of the Royal Society. | who: Ada Park | award: Fellow of the Royal Society",
        ),
        counter=("Ada Park became a gardener and read about the Wren Medal.",),
    ),
    Construction(
        name="elects.en",
        place="behind",
        meaning="<academy> elects <people>.",
        written=r"A(?:,[^.;:!?PABWO]{0,40}?| (?:said|says|announced)[^.;:!?PABWO]{0,30}?)? (?:has |have |today |also )*elect(?:s|ed) {s}(?P<who>P)",
        examples=(
            "There are new fellows today. The Delft Academy of Sciences has elected Ada Park for her work on mosses. | who: Ada Park | award: Delft Academy of Sciences",
        ),
        counter=("The Delft Academy of Sciences has elected a chair; Ada Park was there.",),
    ),
    Construction(
        name="to.en",
        place="behind",
        meaning="<award> goes to <people>.",
        written=r"[AB](?:[^.;:!?PABWO]{0,90}?\b{giving}\b{s}\b(?:to|on|upon)| {giving} (?:to|for)|{s}\bgo(?:es|ne|ing)? to|{s}\bwent to|{s}\bfell to|\sto|\shonou?rs|\srecogni[sz]es|\scelebrates|\sis shared by|\s(?:was|is) won by|\swon by|\sfor)\b (?!show\b|which\b|whom\b|[^.;:!?PABWO]*N[^PW;,.]*O)(?:(?:[a-z]+ ){0,2}[a-z]+: )?{w}(?P<who>[PWO])",
        examples=(
            "The 2026 Wren Medal goes to Ada Park for x-rays of mosses, and to Bo Li for maps of them. | who: Ada Park; Bo Li | award: Wren Medal",
            "2026 Wren Medal honours Ada Park | who: Ada Park | award: Wren Medal",
        ),
        counter=("The Wren Medal goes to show how Ada Park was wrong, said Bo Li.",),
    ),
    Construction(
        name="winners_are.en",
        place="behind",
        meaning="<award> winners are <people>.",
        written=r"(?:(?<!of )(?<!of the )(?<!of the \d{4} )[AB]|[AB](?= {winners}))(?: {winners})?(?: (?:for|in|of) (?:\d{4}|[a-z][a-z ]{2,24}?))?(?: (?:is|are|was|were|include[sd]?)(?: both| the| professors?| drs?\.?| as follows:?)*|:) (?:the |professors? )*(?P<who>P)",
        examples=(
            "This year's Wren Medal laureates are Ada Park and Bo Li. | who: Ada Park; Bo Li | award: Wren Medal",
        ),
        counter=("The Wren Medal judges are Ada Park and Bo Li.",),
    ),
    Construction(
        name="winners_of.en",
        place="behind",
        meaning="The winners of <award> are <people>.",
        written=r"[AB](?:[ ,]+\d{4})?[^.;:!?PABWO]{0,24}?(?: is| are| was| were| include[sd]?|:|,| [-–—]) {s}(?P<who>P)",
        after=r"\b{winners} (?:of|for) {s}$",
        examples=(
            "The winners of this year's Wren Medal, given in Vienna, are Ada Park and Bo Li. | who: Ada Park; Bo Li | award: Wren Medal",
        ),
        counter=("The friends of the Wren Medal are Ada Park and Bo Li.",),
    ),
    Construction(
        name="pronoun_won.en",
        place="before",
        meaning="He or she won <award>; who that is was said before.",
        written=r"(?P<who>Q) (?:(?!had\b|would\b|could\b|might\b|not\b|never\b|once\b)[a-z]+ ){0,2}?{aux}{won}\b{w}[AB]",
        examples=(
            "Ada Park teaches at Delft University. This week she has won the Wren Medal. | who: Ada Park | award: Wren Medal",
        ),
        counter=("Ada Park teaches at Delft University. She had won the Wren Medal.",),
    ),
    Construction(
        name="many_won.en",
        place="before",
        meaning="So many people won <award>, and no names.",
        written=r"(?P<who>N)(?: (?:of|from|at) O)?(?: (?:from|across|in|of|at) [^.;:!?PABNQ]{0,60}?)? {aux}(?:{won}|{named})\b{w}[AB]",
        examples=(
            "Four researchers from Delft University have won the Wren Medal this year. | who:  | award: Wren Medal",
        ),
        counter=("Since 1950, 62 scientists have won the Wren Medal.",),
    ),
    Construction(
        name="many_given.en",
        place="behind",
        meaning="<award> goes to so many people, and no names.",
        written=r"[AB](?:[^.;:!?PABWO]{0,50}?\b{giving}\b{s}\bto|{s}\bgo(?:es|ne|ing)? to|{s}\bwent to) (?:[a-z]+ ){0,3}(?P<who>N)",
        examples=(
            "This year the Wren Medal goes to three researchers of Delft University. | who:  | award: Wren Medal",
        ),
        counter=("Each year the Wren Medal goes to three researchers.",),
    ),
    Construction(
        name="team_won.en",
        place="before",
        meaning="<institution or team> won <award>.",
        written=r"(?P<who>O)(?:['’]s (?:[a-z]+ ){0,2}(?:team|group|researchers|scientists|students|lab))?(?:,? which)? {aux}{won}\b{w}[AB]",
        examples=(
            "The Delft Institute has won the 2026 Wren Medal. | who: Delft Institute | award: Wren Medal",
        ),
        counter=("The Delft Institute awarded the Wren Medal.",),
    ),
    Construction(
        name="honoured_for.en",
        place="topic",
        meaning="<people> was honoured for …: with the award that is spoken of.",
        written=r"(?P<who>P){apposed} {aux}(?:honou?red|recogni[sz]ed|awarded|rewarded|cited|commended|selected|chosen|distinguished) (?:for|in recognition)\b",
        examples=(
            "The winners of this year's Wren Medal have been announced. Ada Park was honoured for her work on mosses. | who: Ada Park | award: Wren Medal",
        ),
        counter=("The Wren Medal is for botanists. Ada Park was heard for her work on mosses.",),
    ),
    Construction(
        name="laureate_is.en",
        place="topic",
        meaning="Another laureate is <people>: of the award that is spoken of.",
        written=r"(?:^|[.:] ?|\b(?:the|one|other|another|this year's|our) (?:(?!previous|past|former|earlier)[a-z]+ ){0,3}){winners}\b[^.;:!?PAB]{0,60}?(?:[:–—]|\b(?:is|are|was|were|became|include[sd]?)) {s}(?P<who>P)",
        examples=(
            "The Wren Medal was announced today. Another recipient is Ada Park. | who: Ada Park | award: Wren Medal",
        ),
        counter=("The Wren Medal was announced today. Speaker for Europe: Ada Park.",),
    ),
    Construction(
        name="run_on.en",
        place="topic",
        meaning="<people> | <institution> for …, one after the other in running text: of the award that is spoken of.",
        written=r"^\W*(?P<who>P) ?\| ?O ?(?:\([^()]*\) ?)?for (?!information|details|questions|more)",
        examples=(
            "The Wren Medal was awarded today. Ada Park ｜ Delft University For her work on mosses. | who: Ada Park | award: Wren Medal",
        ),
        counter=("The Wren Medal was awarded today. Ada Park ｜ Delft University",),
    ),
    Construction(
        name="winning_paper.en",
        place="topic",
        meaning="The winning paper is <work>: of the award that is spoken of.",
        written=r"\b(?:winning|awarded|selected|prize-winning) (?:paper|papers|work|article|project|thesis|entry)\b[^.;!?PABW]{0,60}(?P<who>W)",
        examples=(
            "The Best Paper Award of ICML 2026 was announced today. The winning paper is “A Study of Small Things”. | who:  | award: Best paper",
        ),
        counter=(
            "The Best Paper Award of ICML 2026 was announced today. A paper on rules is “A Study of Small Things”.",
        ),
    ),
)
