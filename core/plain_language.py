"""Plain Chinese: how long sentences are, and words that only offices use (domain.md 6.1 rules 3 and 5). Pure.

Lives here and not in an engine because pages refuse such words themselves, however they are published.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.phones import NATIONAL_NUMBERS

MOST_ON_AVERAGE = 25  # characters of a sentence
# What an office writes to an office. Longer words first where one holds another.
OFFICIALESE = (
    "切实加强", "切实做好", "切实", "进一步推进", "进一步加强", "进一步完善", "进一步", "扎实推进", "大力推进", "大力推广",
    "统筹推进", "全面推进", "深入推进", "深入开展", "积极开展", "贯彻落实", "认真贯彻", "狠抓落实", "严格落实", "落到实处",
    "高度重视", "着力", "有效提升", "不断提升", "为抓手", "抓紧抓好", "坚决杜绝", "责任压实", "压实责任", "特此通知",
    "予以", "须知悉", "上级部门", "有关部门", "相关部门", "依法依规", "工作部署", "长效机制",
)  # fmt: skip
SENTENCE_END = re.compile(r"(?<=[。！？!?；;])|\n")
NOT_COUNTED = re.compile(r"[\s，。：；、！？“”‘’（）《》〔〕—…·,.;:!?()\"'-]")
# A sum or a share: what differs from place to place and from year to year.
MONEY_OR_SHARE = re.compile(r"\d[\d,.]*\s*(?:万元|元|%|％)")
BARE_NUMBER = re.compile(r"(?<![\d.,:：年月第〔\-—A-Za-z/])\d{2,}(?:\.\d+)?(?=[，。；、！？\s）]|$)")
YEAR = re.compile(r"\d{4}\s*年|今年|当年|明年|次年")
REGION = re.compile(r"全国|国家|各地|法律|民法典|[本全][县市区省镇]|[\u4e00-\u9fff]{2}[县市省]|当地|本地")


@dataclass(frozen=True)
class Remark:
    """Something to look at again: `code` long_sentences, no_unit, no_year or no_region; the sentences it is about."""

    code: str
    sentences: tuple[str, ...]
    average: float = 0


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line ends one too."""
    return [piece.strip() for piece in SENTENCE_END.split(text) if piece.strip()]


def length(sentence: str) -> int:
    """Characters of a sentence without its punctuation; a number or a Latin word counts as one."""
    return len(re.sub(r"[A-Za-z0-9.,:]+", "数", NOT_COUNTED.sub("", sentence)))


def officialese(text: str) -> list[str]:
    """The words of offices in a text, each once, the longest that fits."""
    found = re.findall("|".join(sorted(OFFICIALESE, key=len, reverse=True)), text)
    return list(dict.fromkeys(found))


def remarks(texts: Iterable[str], *, region_is_known: bool = False) -> list[Remark]:
    """What to look at again in the texts of one part of a page.

    Arguments: `region_is_known` when the page itself says for which place its figures hold.
    """
    every = [sentence for text in texts for sentence in sentences(text)]
    lengths = [length(sentence) for sentence in every]
    average = sum(lengths) / len(lengths) if lengths else 0
    found = []
    if average > MOST_ON_AVERAGE:
        long = [one for one, size in zip(every, lengths, strict=True) if size > MOST_ON_AVERAGE]
        found.append(Remark("long_sentences", tuple(long), round(average, 1)))
    figures = [one for one in every if MONEY_OR_SHARE.search(one)]
    whole = "".join(every)
    for code, named in (
        ("no_unit", [one for one in every if _has_bare_number(one)]),
        ("no_year", [] if YEAR.search(whole) else figures),
        ("no_region", [] if region_is_known or REGION.search(whole) else figures),
    ):
        if named:
            found.append(Remark(code, tuple(named)))
    return found


def _has_bare_number(sentence: str) -> bool:
    return any(found[0] not in NATIONAL_NUMBERS for found in BARE_NUMBER.finditer(sentence))
