"""Laws and articles in running text: 《消防法》第二十八条、第四十四条；见反电信网络诈骗法第八条."""

import re
from collections.abc import Collection

NUMBER = "[一二三四五六七八九十百千零〇两0-9]+"
ARTICLE = rf"第{NUMBER}(?:、{NUMBER}|至{NUMBER})*条(?:之[一二三四五六七八九十])?(?:第?{NUMBER}[款项])*"
RUN = re.compile(rf"{ARTICLE}(?:[、，和及至]{ARTICLE})*")
# What the name of a law ends with, and what may stand before one without being part of it.
IS_LAW = re.compile(r"(?:法|典|条例|规定|办法|解释|规约)$")
BEFORE = re.compile(r"^(?:参见|见|依据|根据|按照|依照|违反|以及|和|及|与)")
ENDS_BEFORE = re.compile(r"[；;，,。：:、（）()“”\s]")
LONGEST_NAME = 40


def plain_name(name: str) -> str:
    """A law by one name however it is written: without 《》, spaces, and the 中华人民共和国 before it."""
    return re.sub(r"[《》\s]", "", name).removeprefix("中华人民共和国")


def cited(text: str, known: Collection[str] = ()) -> list[tuple[str, str]]:
    """(law, articles) for each law of the text, in its order; articles of one law are joined by 、.

    `known` are names of laws that are recognised also in the middle of a sentence; any other must stand in 《》, or
    between punctuation, and end like the name of a law.
    """
    found: dict[str, list[str]] = {}
    end = 0
    for run in RUN.finditer(text):
        law = _law_at_the_end_of(text[end : run.start()], known)
        end = run.end()
        if law:
            found.setdefault(law, []).append(run[0])
    return [(law, "、".join(articles)) for law, articles in found.items()]


def _law_at_the_end_of(before: str, known: Collection[str]) -> str:
    before = before.rstrip()
    if before.endswith("》") and "《" in before:
        return plain_name(before[before.rindex("《") :])[:LONGEST_NAME]
    here = [name for name in known if before.endswith(name)]
    if here:
        return max(here, key=len)
    name = plain_name(BEFORE.sub("", ENDS_BEFORE.split(before)[-1]))
    return name if 2 <= len(name) <= LONGEST_NAME and IS_LAW.search(name) else ""
