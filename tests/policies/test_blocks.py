from policies.blocks import fill, names_in, texts_in


def test_placeholders_are_found_anywhere_in_the_text_and_named_once():
    data = {"steps": [{"text": "{{时间}}去"}, {"text": "到{{ 地点 }}，{{时间}}前"}], "note": ""}

    assert names_in(data) == ["时间", "地点"]
    assert texts_in(data) == ["{{时间}}去", "到{{ 地点 }}，{{时间}}前"]


def test_filling_puts_values_in_place_and_shows_what_is_missing():
    filled = fill({"a": ["{{时间}}去{{地点}}"], "n": 3}, {"时间": "早上"})

    assert filled == {"a": ["早上去〔待填：地点〕"], "n": 3}
