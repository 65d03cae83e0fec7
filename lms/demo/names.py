"""Invented names: drawn from common surnames and given names, always in the same order."""

import random
from collections.abc import Iterator

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
GIVEN = (
    "建国 秀兰 桂英 志强 丽华 春梅 国庆 玉珍 海燕 文静 晓东 雪梅 立新 俊杰 小红 永福 淑芬 宏伟 艳玲 振华 "
    "美玲 大勇 彩霞 卫东 金凤 少军 婷婷 长顺 素琴 天宇 佳怡 德明 月娥 鹏飞 思远 慧敏 广平 凤英 子涵 冬梅 "
    "正东 晓燕 学文 莉 军 芳 磊 敏 涛 静 刚 娟 勇 霞 伟 丹"
).split()
# Characters that many fonts lack: a certificate has to print them.
RARE = ["吴𠮷", "林㛃", "陈䶮"]


def names(seed: int = 20261124) -> Iterator[str]:
    """Endless distinct names; the ones with rare characters come early, so that they are always among the people."""
    draw = random.Random(seed)
    seen: set[str] = set(RARE)
    yield from RARE
    while True:
        name = draw.choice(SURNAMES) + draw.choice(GIVEN)
        if name not in seen:
            seen.add(name)
            yield name
