"""Whether a text speaks of scholars or of business: what says of an unknown prize whose it is."""

from __future__ import annotations

import re

from parsers.language.term_index import TermIndex

_SCHOLAR = re.compile(
    r"学会|数学|物理学|化学|生物学|天文学|教授|院士|研究员|博士|学者|科学家|数学家|物理学家|化学家|大学|高校|学院|研究|科研|科学|技术奖|论文|课题|成果|医院|医学|professor|scientist|research|"
    r"mathematician|physicist|chemist|biologist|engineer|university|institute|academy|academic|society|ph\.?d|scholar|faculty|science|laboratory|paper|mathematics|mathematical|physics|chemistry|biology|astronomy|conference|symposium|college|medal|fellow|\bdr\b"
)

_BUSINESS = re.compile(
    r"公司|集团|品牌|企业|总裁|董事长|首席执行官|有限|行业|市场|产品|客户|用户|营销|设计奖|电影|影片|导演|音乐|歌手|演员|球队|球员|\b(?:ceo|cto|inc|corp|ltd|llc|company|companies|founder|"
    r"customers?|clients?|market|brand|business|solutions?|services?|nasdaq|nyse|products?|workplace|employers?|employees?|industry|startup|top (?:doctor|dentist|lawyer)s?|best of|dental|law firm|retail|hotel|film|movie|oscars?|grammys?|emmys?|golden globes?|hollywood|screen|cinema|actress|singer|comedy|television|tv|celebrity|box office|music|album|singer|actor|player|season|team of the year|league|athletics?|athletes?|championships?|sales|marketing|awards gala)\b"
)
_READ = 6000  # characters of an article that are read
_NEARBY = 200  # characters around a sentence that count before all others


def of_research(index: TermIndex, start: int, end: int) -> bool:
    """False where the text speaks of firms more than of scholars: there an unknown prize is none of research."""
    if index.has("venue", start, end):
        return True
    near = max(0, start - _NEARBY), end + _NEARBY
    return (_learned(index, *near) or _learned(index, 0, _READ)) >= 0


def _learned(index: TermIndex, start: int, end: int) -> int:
    """Return by how much words of scholars outnumber those of business."""
    scholars = sum(1 for _ in _SCHOLAR.finditer(index.low, start, end))
    return scholars - sum(1 for _ in _BUSINESS.finditer(index.low, start, end))
