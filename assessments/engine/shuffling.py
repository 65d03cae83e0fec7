"""Which options must stay in their order because they speak of one another: "以上都对", "A和B", "前两项".

Whoever shows such options in another order asks another question, or one without an answer (domain.md 7.4). Where the
wording leaves a doubt the order stays: that costs one shuffle, the other mistake costs a candidate the question.
"""

import re
import unicodedata
from collections.abc import Iterable

NUMBER = r"[一二两三四五六七几2-7]"
THING = r"(?:项|个|条|种|点|者)"
ALL = r"(?:都(?!市)|皆|均|全|各)"
SAID = r"(?:选项|答案|说法|做法|情况|情形)"
VERDICT = r"(?:是|对|正确|错|错误|可|可以|行|要|需要|应当|选)"
LETTERS = r"[A-H](?:(?:和|与|及|或|以及|、|,|/|\+|&)[A-H])+"
# What follows where a clause is about the options and not about a thing of that number ("前两个月", "A和B两栋楼").
END = rf"(?={ALL}|不|{VERDICT}|{SAID}|[,。;]|$)"
# Where a clause begins: so "60岁以上都免费" is not taken for "以上都…".
START = r"(?:^|[,。;:、(“\"])"

PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 以上都对, 上面各项, 以下说法均不正确, 前面三项, 以上所有
        rf"{START}(?:以上|上面|前面|以下|下面|下列)的?(?:{ALL}|所有|{SAID}|{NUMBER}{THING})",
        r"上述",
        # 其他都不对, 其余三项都错
        rf"{START}(?:其他|其它|其余)的?(?:{ALL}|{SAID}|{NUMBER}{THING}{END})",
        # 前两项, 后两者都对
        rf"(?:前|后){NUMBER}{THING}{END}",
        # 两者都是, 三项都要, 二者皆可
        rf"{NUMBER}{THING}{ALL}",
        # 都对, 全部正确, 都不是
        rf"^(?:全部|全都|统统|{ALL})不?{VERDICT}[。!]?$",
        # A和B, A、B都对, 仅A、C; without a sign between them letters may be a word (AED), so more must follow: AB都对
        rf"^(?:选|仅|只有|只|除了?)?{LETTERS}(?:{NUMBER}{THING})?{END}",
        rf"^(?:选|仅|只有|只|除了?)?[A-H]{{2,}}(?:{ALL}|{NUMBER}{THING})",
        # 选项B, 除A外都对, 与A相同
        r"选项[A-H]|除了?[A-H](?:以外|之外|外)|(?:同|与|和)[A-H](?:相同|一样)?$",
        r"(?i)\b(?:all|none|both|neither|any) of (?:the )?(?:above|these)\b|\bboth [A-H] and [A-H]\b",
    )
)


def speaks_of_others(text: str) -> bool:
    """Whether the text of one option refers to other options of the question."""
    plain = unicodedata.normalize("NFKC", text).strip()
    tight = plain if plain.isascii() else plain.replace(" ", "")
    return any(pattern.search(tight) for pattern in PATTERNS)


def must_keep_order(texts: Iterable[str]) -> bool:
    """Whether options with these texts must be shown in the order they were written in."""
    return any(speaks_of_others(text) for text in texts)
