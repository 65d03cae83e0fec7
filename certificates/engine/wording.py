"""Words that a training certificate may not carry (domain.md 7.5, after the ministry's notice on 山寨证书).

It may not look like a document of the state or a vocational qualification. Names of people and units are not judged: a
street may well be called 中华路.
"""

FORBIDDEN = ("中华人民共和国", "中国", "中华", "国家", "全国", "职业资格", "人员资格", "国徽")


def forbidden_words(text: str) -> list[str]:
    """The forbidden words in a text, each once, a longer one instead of the shorter inside it."""
    found = []
    for word in FORBIDDEN:
        if word in text:
            found.append(word)
            text = text.replace(word, "\0")
    return found
