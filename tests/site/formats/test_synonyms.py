import pytest
from django.conf import settings

from lms.site.formats.synonyms import SynonymsError, read


def test_the_file_of_the_product_is_read():
    known = read(settings.CONTENT_DIR / "synonyms.yaml")

    assert any({"电瓶车", "电动自行车"} <= set(group) for group in known.groups)
    assert "在哪儿" in known.question_words


@pytest.mark.parametrize(
    "text",
    ["", "synonyms: 3\nquestion_words: []\n", "synonyms: []\n", "synonyms: [[a, b], [b, c]]\nquestion_words: []\n"],
)
def test_a_file_of_another_shape_is_refused_by_name(tmp_path, text):
    path = tmp_path / "s.yaml"
    path.write_text(text)

    with pytest.raises(SynonymsError, match=r"^s\.yaml: "):
        read(path)
