"""Personal data in what residents and handlers write: found by rule, taken out before anybody else reads it.

A rule finds the usual shapes, never everything: what is made public is also looked at by a person (domain.md 7.10, 7.11).
Each pattern is bounded, so that its time grows with the length of the text and no faster (promise 44).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.phones import NATIONAL_NUMBERS

HIDDEN = "［已隐去］"


class Kind(StrEnum):
    ID_NUMBER = "id_number"
    CARD = "card"
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class Finding:
    """`text` as it stands there, from `start` to `end`."""

    kind: Kind
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Masked:
    """`parts`: the text in order, each part with whether it was hidden; `findings` what was hidden."""

    parts: tuple[tuple[str, bool], ...]
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        return "".join(part for part, _hidden in self.parts)


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2014: 0x2D, 0x2013: 0x2D}
_SEP = r"[ \-]?"
_HAN = r"[一-鿿]"
_NUMBER = r"[0-9一二三四五六七八九十百东西南北甲乙丙A-Za-z]"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊"
    "纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石"
    "崔吉龚程邢裴陆荣翁荀羊惠曲封储靳段富巫乌焦巴牧谷车侯全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹龙叶幸司黎薄印白怀蒲从索赖卓屠池"
    "乔阴能苍双闻莘党翟谭贡劳逄姬申扶冉宰雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖终居衡步耿满弘匡"
    "国文寇广禄阙东殴沃利蔚越师巩聂晁勾敖融冷辛阚那简饶空曾沙养鞠丰关相查后荆红游竺权盖益桓公肖覃兰岳代闫付佟"
)
_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯"
_NAME = rf"(?:(?:{_COMPOUND})[一-鿿]{{1,2}}|[{_SURNAMES}][一-鿿·]{{1,2}})"

# In this order: a longer thing is looked for before what may be a part of it. The group `x` is hidden, or all of it.
_RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.EMAIL, r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"),
        (Kind.ID_NUMBER, rf"(?<![0-9])(?:[0-9]{_SEP}){{17}}[0-9Xx](?![0-9])"),
        (Kind.CARD, rf"(?<![0-9])(?:[0-9]{_SEP}){{15,18}}[0-9](?![0-9])"),
        (Kind.ID_NUMBER, rf"(?<![0-9])(?:[0-9]{_SEP}){{14}}[0-9](?![0-9])"),
        (Kind.PHONE, rf"(?<![0-9])(?:\+?86{_SEP})?1[3-9](?:{_SEP}[0-9]){{9}}(?![0-9])"),
        (Kind.PHONE, r"(?<![0-9])\(?0[0-9]{2,3}\)?[ \-]?[0-9]{7,8}(?![0-9])"),
        (
            Kind.PHONE,
            r"(?:电话|座机|手机|号码|来电)(?:号码|号)?(?:[是为:])?[ ]{0,2}(?P<x>[0-9]{3,4}[ \-]?[0-9]{4})(?![0-9])",
        ),
        (Kind.PHONE, r"(?<![零〇一二三四五六七八九幺两])[一幺][三四五六七八九][零〇一二三四五六七八九幺两]{9}"),
        (
            Kind.ACCOUNT,
            (
                r"(?i:微信|威信|weixin|wechat|wx|vx)(?:号码|号)?[是为: ]{0,3}"
                r"(?P<x>[A-Za-z][A-Za-z0-9_\-]{5,19}|[0-9]{5,11})"
            ),
        ),
        (Kind.ACCOUNT, r"(?i:qq|扣扣)(?:号码|号)?[是为: ]{0,3}(?P<x>[0-9]{5,11})"),
        (
            Kind.PLATE,
            (
                r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·. ]?[A-HJ-NP-Za-hj-np-z0-9]{5,6}"
                r"(?![A-Za-z0-9])"
            ),
        ),
        (
            Kind.ADDRESS,
            (
                rf"(?:{_NUMBER}{{1,4}}(?:号楼|栋|幢|座|号院|号)[ ]?)?{_NUMBER}{{1,3}}(?:单元|门洞)[ ]?"
                r"[0-9零〇一二三四五六七八九十]{1,4}(?:室|号|户|房)?"
            ),
        ),
        (Kind.ADDRESS, rf"{_NUMBER}{{1,4}}(?:号楼|栋|幢|座)[ ]?[0-9]{{3,4}}(?:室|号|户|房)?"),
        (Kind.ADDRESS, r"(?<![0-9\-])[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?![0-9\-])"),
        (Kind.ADDRESS, r"(?<![0-9])[0-9]{3,4}室"),
        (Kind.ADDRESS, rf"(?:住在|家住|家在|住|门牌)(?P<x>{_HAN}{{0,12}}[0-9]{{1,4}}号)(?!楼|院|线)"),
        (Kind.NAME, rf"我姓(?P<x>{_COMPOUND}|{_HAN})"),
        (Kind.NAME, rf"(?:我(?:的名字|名字)?叫|姓名|名字是|联系人)[是叫为: ]{{0,2}}(?P<x>{_NAME})"),
    )
)


def mask(text: str) -> Masked:
    """The text with everything hidden that a rule takes for personal data; what was hidden already stays so.

    Numbers that anybody may dial (110, 12345 …) stay.
    """
    plain = text.translate(_FULL_WIDTH)
    found: list[Finding] = []
    taken = bytearray(len(plain))
    for kind, pattern in _RULES:
        for match in pattern.finditer(plain):
            start, end = match.span("x" if "x" in pattern.groupindex else 0)
            if any(taken[start:end]) or plain[start:end] in NATIONAL_NUMBERS:
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append(Finding(kind, start, end, text[start:end]))
    found.sort(key=lambda finding: finding.start)
    return Masked(tuple(_parts(text, found)), tuple(found))


def _parts(text: str, found: list[Finding]) -> list[tuple[str, bool]]:
    parts, at = [], 0
    for finding in found:
        parts += [(text[at : finding.start], False), (HIDDEN, True)]
        at = finding.end
    parts.append((text[at:], False))
    return [(part, hidden) for part, hidden in parts if part]
