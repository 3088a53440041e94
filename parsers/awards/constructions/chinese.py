"""The ways in which Chinese gives an award to somebody: in sentences, and pointing back to an award named before.

Patterns are written over shapes (recognition/shapes.py): P people, O an institution, W works, A the award, B a word that
points back to it, N people counted, Q a pronoun. They are asked in this order.
"""

from __future__ import annotations

from parsers.awards.constructions.construction import Construction

CHINESE: tuple[Construction, ...] = (
    Construction(
        name="given.zh",
        place="behind",
        meaning="<award> 由／授予 <people>.",
        written=r"[AB](?:[^。；，,\sPAB]{0,6}?{得主})?(?:（[^（）]{1,12}）|\([^()]{1,12}\))?(?:[^。；，,PABO]{0,4}(?:N|\d+人))?[，,]?(?:则|也|均|已|正式|今年|分别|的)*(?:{授}|由(?=[^。；;，,]{0,60}(?:获|摘|夺|拿|分享|共享|收入|斩|领|荣|包揽|问鼎|捧))|{得主}[为是有：:]|(?:为|是|包括|分别为|分别是)?[：:](?=[^a-z]{0,12}[PWO]))[^。；;，,!！?？PABW]{0,24}?(?P<who>[PWO])",
        examples=(
            "科学院院长今天宣布，2026年图灵奖授予李大海。 | who: 李大海 | award: ACM A.M. Turing Award",
        ),
        counter=("图灵奖由计算机协会设立。",),
    ),
    Construction(
        name="given_to_some.zh",
        place="behind",
        meaning="<award> 由 <whoever> 获得: a name that nothing else tells.",
        written=r"A(?:[（(][^（()）]{1,16}[)）])?(?:则|也|均|都)?由(?P<who>(?!))?(?P<raw>[^。；;，,PAWBON]{2,12}?)(?:获得|摘得|斩获|夺得|拿下|收入囊中)",
        examples=("KDD 2026 最佳论文奖由悠悠网获得。 | who: 悠悠网 | award: Best paper",),
        counter=("KDD 2026 最佳论文奖由委员会讨论后公布。",),
    ),
    Construction(
        name="won.zh",
        place="before",
        meaning="<people> …获 <award>.",
        written=r"(?P<who>[PW])(?!的(?:学生|弟子|导师|同事|博士|硕士|女儿|儿子|妻子|母亲|父亲))(?:的)?{y}{获}[^。；;，,：:!！?？PAB]{0,40}?[AB]",
        examples=(
            "东湖大学李大海教授荣获2026年鹪鹩植物学奖。 | who: 李大海 | award: 鹪鹩植物学奖",
            "李大海、王小亮因在苔藓方面的贡献获得2026年鹪鹩植物学奖。 | who: 李大海; 王小亮 | award: 鹪鹩植物学奖",
        ),
        counter=(
            "李大海的学生获得鹪鹩植物学奖。",
            "李大海希望获得鹪鹩植物学奖。",
        ),
    ),
    Construction(
        name="bestowed.zh",
        place="before",
        meaning="<giver> 授予 <people> <award>.",
        written=r"{予}{z}(?P<who>P)[^。；;，,!！?？PAB]{0,30}?[AB]",
        examples=(
            "近日，东湖植物学会授予李大海2026年鹪鹩植物学奖。 | who: 李大海 | award: 鹪鹩植物学奖",
        ),
        counter=("学校授予李大海学位，鹪鹩植物学奖的讲座明天举行。",),
    ),
    Construction(
        name="became.zh",
        place="topic",
        meaning="<people> 成为 <award> 得主.",
        written=r"(?P<who>P)[^。；;!！?？PAB]{0,60}?(?:成为)[^。；;，,!！?？PAB]{0,30}?A{得主}",
        examples=("今天，李大海成为2026年鹪鹩植物学奖得主。 | who: 李大海 | award: 鹪鹩植物学奖",),
        counter=("李大海成为鹪鹩植物学奖评委。",),
    ),
    Construction(
        name="team_won.zh",
        place="before",
        meaning="<institution or team> 获 <award>.",
        written=r"(?P<who>O)(?!\s?的|N|[a-z\u4e00-\u9fff]{0,6}(?:学生|教授|学者|教师|老师|师生|校友|人员|同学|博士|院士))(?:(?:(?!成果|技术)[^。；;，,!！?？PABO]){0,12}?|(?:(?!成果|技术)[^。；;!！?？PABO]){0,40}?[，,]){获}[^。；;，,：:!！?？PAB]{0,40}?[AB]",
        examples=(
            "今天，东湖大学苔藓团队荣获2026年鹪鹩植物学奖。 | who: 东湖大学苔藓团队 | award: 鹪鹩植物学奖",
        ),
        counter=("东湖大学学生获得鹪鹩植物学奖。",),
    ),
    Construction(
        name="pronoun_won.zh",
        place="before",
        meaning="他或她获 <award>; who that is was said before.",
        written=r"(?P<who>Q)[^。；;!！?？PABQ]{0,40}?{获}[^。；;，,：:!！?？PAB]{0,40}?[AB]",
        examples=(
            "李大海教授在东湖大学任教。今年他获得了鹪鹩植物学奖。 | who: 李大海 | award: 鹪鹩植物学奖",
        ),
        counter=("李大海教授在东湖大学任教。他讲到了鹪鹩植物学奖。",),
    ),
    Construction(
        name="those_who.zh",
        place="behind",
        meaning="获 <award> 的是 <people>.",
        written=r"[AB]的(?:是|有|为|还有|包括|分别是|分别为|依次为)[：:]?[^。；;，,!！?？PABW]{0,24}(?P<who>[PW])",
        after=r"{获}[^。；;，,：:PAB]{0,20}$",
        examples=(
            "今年获得鹪鹩植物学奖的是李大海和王小亮。 | who: 李大海; 王小亮 | award: 鹪鹩植物学奖",
        ),
        counter=("今年颁发鹪鹩植物学奖的是李大海。",),
    ),
    Construction(
        name="relative.zh",
        place="behind",
        meaning="获 <award> 的 <people>: in a sentence of news.",
        written=r"[AB]的[^。；;，,!！?？PABW]{0,24}(?P<who>P)",
        after=r"{获}[^。；;，,：:PAB]{0,20}$",
        examples=(
            "昨日获得鹪鹩植物学奖的东湖大学教授李大海来自北岭。 | who: 李大海 | award: 鹪鹩植物学奖",
        ),
        counter=("获得过鹪鹩植物学奖的东湖大学教授李大海表示反对。",),
    ),
    Construction(
        name="announced.zh",
        place="behind",
        meaning="<award> 公布，<people> 上榜.",
        written=r"[AB][^。；;!！?？AP]{0,60}?(?P<who>P)[^。；;!！?？AP]{0,40}?(?:上榜|获奖|入选|当选|获选|榜上有名|获此殊荣|在列|荣获|摘得|胜出|分享|折桂|夺魁|获得)",
        examples=(
            "2026年鹪鹩植物学奖名单公布，李大海、王小亮等48人上榜。 | who: 李大海; 王小亮 | award: 鹪鹩植物学奖",
        ),
        counter=("2026年鹪鹩植物学奖启动，李大海介绍了规则。",),
    ),
    Construction(
        name="unveiled.zh",
        place="behind",
        meaning="<award> 揭晓，<people>: without a verb.",
        written=r"[AB][^。；;!！?？AP]{0,12}?(?:揭晓|公布|出炉)了?[，,:：][^。；;!！?？AP]{0,30}?(?P<who>P)\s*(?:[。！!]|$)",
        examples=(
            "2026年图灵奖刚刚揭晓，东湖大学的教授李大海。 | who: 李大海 | award: ACM A.M. Turing Award",
        ),
        counter=("2026年图灵奖刚刚揭晓，评委会主席李大海介绍了过程。",),
    ),
    Construction(
        name="many_won.zh",
        place="before",
        meaning="So many people 获 <award>, and no names.",
        written=r"(?P<who>N)[^。；;!！?？PABN]{0,30}?{获}[^。；;，,：:!！?？PAB]{0,30}?A",
        examples=("今年东湖大学三位教师荣获鹪鹩植物学奖。 | who:  | award: 鹪鹩植物学奖",),
        counter=("自1950年以来，共有三位教师获得鹪鹩植物学奖。",),
    ),
    Construction(
        name="many_elected.zh",
        place="behind",
        meaning="<members of a body> 新增 so many.",
        written=r"A(?=[^。；;]{0,6}N)\s?(?:共|有|为)?(?P<who>N)",
        examples=(
            "今年新当选中国科学院院士59人。 | who:  | award: Member of the Chinese Academy of Sciences",
        ),
        counter=("至此，中国科学院院士共有873人。",),
    ),
    Construction(
        name="many_announced.zh",
        place="behind",
        meaning="<award> 揭晓，so many are given it, and no names.",
        written=r"A(?:[^。；;!！?？AP]{0,40}?(?:揭晓|公布|出炉|颁奖|颁发|授予|评出|选出|产生|名单)[^。；;!！?？AP]{0,40}?)(?P<who>N)",
        examples=(
            "2026年鹪鹩植物学奖名单今天揭晓，48位青年科学家榜上有名。 | who:  | award: 鹪鹩植物学奖",
        ),
        counter=("鹪鹩植物学奖历届共评出48位科学家。",),
    ),
    Construction(
        name="laureate_is.zh",
        place="topic",
        meaning="获奖者是 <people>: of the award that is spoken of.",
        written=r"(?<!往年)(?<!历届)(?<!往届)(?<!历年)(?<!过去的){得主}(?![^。；，,]{0,4}(?:颁奖|授奖|颁发))[^。；;!！?？PAB]{0,16}?(?:是|为|有|分别是|分别为|包括|[:：])[^。；;!！?？PABW]{0,24}?(?P<who>[PW])",
        examples=(
            "2026年鹪鹩植物学奖今天颁出。获奖者是李大海和王小亮。 | who: 李大海; 王小亮 | award: 鹪鹩植物学奖",
        ),
        counter=("2026年鹪鹩植物学奖今天颁出。为获奖者颁奖的是李大海。",),
    ),
    Construction(
        name="one_is.zh",
        place="topic",
        meaning="一个是 <team>，成员包括 <people>: of the award that is spoken of, one winner after the other.",
        written=r"^[^\w]*(?:另外?)?(?:一|第[一二三四五])(?:个|位|支|是|为)[^。；;，,PAB]{0,30}?(?:团队|小组|课题组)[，,]?(?:其)?成员(?:包括|有|为|是)[^。；;，,PAB]{0,4}?(?P<who>P)",
        examples=(
            "2026年鹪鹩植物学奖今天颁出，获奖者有两个。一个是苔藓数据团队，成员包括李大海和王小亮。 | who: 李大海; 王小亮 | award: 鹪鹩植物学奖",
        ),
        counter=("2026年鹪鹩植物学奖今天颁出。评审团队的成员包括李大海。",),
    ),
    Construction(
        name="is_winner.zh",
        place="topic",
        meaning="<people> 是得主之一: of the award that is spoken of.",
        written=r"(?P<who>P)[^。；;，,PAB]{0,6}(?:是|为|系)[^。；;，,PB]{0,10}{得主}(?:之一)?",
        examples=(
            "2026年鹪鹩植物学奖在开幕式上公布，东湖大学教授李大海是得主之一。 | who: 李大海 | award: 鹪鹩植物学奖",
        ),
        counter=("2026年鹪鹩植物学奖在开幕式上公布，东湖大学教授李大海是评委之一。",),
    ),
    Construction(
        name="by.zh",
        place="topic",
        meaning="由 <people> 拿下: of the award that is spoken of.",
        written=r"由[^。；;，,PAB]{0,20}(?P<who>[PW])[^。；;，,PAB]{0,12}(?:获得|摘得|摘取|平分秋色|打成平手|独享|拿下|胜出|夺得|脱颖而出|一枝独秀|获颁)",
        examples=(
            "2026年鹪鹩植物学奖今天颁出。苔藓领域由东湖大学教授李大海拿下。 | who: 李大海 | award: 鹪鹩植物学奖",
        ),
        counter=("2026年鹪鹩植物学奖今天颁出。晚会由东湖大学教授李大海主持。",),
    ),
    Construction(
        name="winning.zh",
        place="topic",
        meaning="<people> 获奖: of the award that is spoken of.",
        written=r"(?P<who>P)[^。；;!！?？PAB]{0,30}?(?:获奖|获此殊荣|获该奖|得奖|上榜|当选|获选|折桂|榜上有名|在列|夺魁|捧回大奖)(?!者|人|感言|作品|项目|理由|名单)",
        examples=(
            "2026年鹪鹩植物学奖今天颁出。东湖大学教授李大海榜上有名。 | who: 李大海 | award: 鹪鹩植物学奖",
        ),
        counter=("2026年鹪鹩植物学奖今天颁出。东湖大学教授李大海到场祝贺。",),
    ),
)
