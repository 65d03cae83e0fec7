import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessments.enums import Use
from courses.blocks import STATIC, LessonBody, cover_names, diagram_names
from courses.models import MediaFile
from courses.services.media import save_media
from tests.assessments.factories import TrueFalseFactory
from tests.courses import files
from tests.courses.factories import CardFactory

TYPES = list(LessonBody().child_blocks)


@pytest.mark.parametrize("kind", TYPES)
def test_every_block_says_what_it_is_for_and_has_an_icon_a_label_and_a_preview(kind):
    block = LessonBody().child_blocks[kind]
    assert len(str(block.get_description())) > 8
    assert str(block.label)
    assert block.meta.icon
    assert block.is_previewable
    assert block.meta.group


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TYPES)
def test_every_preview_renders(kind):
    block = LessonBody().child_blocks[kind]
    html = block.render(block.get_preview_value())
    assert "<" in html
    assert "style=" not in html


def value(kind, raw):
    return LessonBody().child_blocks[kind].to_python(raw)


def clean(kind, raw):
    return LessonBody().child_blocks[kind].clean(value(kind, raw))


def test_a_table_refuses_rows_of_another_width():
    clean("table", {"header": ["甲", "乙"], "rows": [["1", "2"]]})
    with pytest.raises(ValidationError) as refusal:
        clean("table", {"header": ["甲", "乙"], "rows": [["1"]]})
    assert "2 格" in str(refusal.value.block_errors["rows"])


def test_a_figure_is_a_diagram_or_an_image_and_says_what_it_shows(db):
    clean("figure", {"diagram": diagram_names()[0], "alt": "先走"})
    for raw in ({"diagram": "", "alt": "先走"}, {"diagram": diagram_names()[0], "alt": ""}):
        with pytest.raises(ValidationError):
            clean("figure", raw)


def test_a_check_takes_practice_questions_only(db):
    practice, exam = TrueFalseFactory(use=Use.PRACTICE), TrueFalseFactory(use=Use.EXAM)
    clean("check", {"questions": [practice.pk]})
    with pytest.raises(ValidationError) as refusal:
        clean("check", {"questions": [practice.pk, exam.pk]})
    assert exam.code in str(refusal.value.block_errors["questions"])


def test_what_is_written_is_escaped():
    assert "<b>" not in LessonBody().child_blocks["paragraph"].render("<b>报警</b>")


def test_the_voice_of_the_network_worker_stands_on_the_learners_side():
    html = value("dialogue", {"lines": [{"who": "居民", "text": "有烟"}, {"who": "网格员", "text": "别下楼"}]})
    rendered = LessonBody().child_blocks["dialogue"].render(html)
    assert rendered.count("say--mine") == 1
    assert rendered.index("居民") < rendered.index("say--mine") < rendered.index("别下楼")


def test_every_diagram_and_cover_is_a_file_without_script_or_foreign_address():
    assert len(diagram_names()) == 24
    assert len(cover_names()) == 14
    for path in STATIC.rglob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert text.count("http") == text.count("http://www.w3.org/"), path
        assert path.stat().st_size < 8_000


def test_a_heading_breaks_at_its_punctuation():
    assert LessonBody().child_blocks["heading"].render("两分钟，四个动作").count('class="seg"') == 2


def media(content, **said):
    row = MediaFile(title="素材", **said)
    captions = files.upload(files.CAPTIONS) if content == files.MP4 else None
    return save_media(media=row, upload=files.upload(content, "现场.bin"), captions=captions, by=None)


def test_a_block_takes_files_of_its_kind_only(db):
    picture, sound = media(files.picture()), media(files.MP3, transcript="先报警。")
    clean("image", {"file": picture.pk, "alt": "楼道"})
    clean("figure", {"diagram": "", "image": picture.pk, "alt": "楼道"})
    for kind in ("video", "document", "image"):
        with pytest.raises(ValidationError) as refusal:
            clean(kind, {"file": sound.pk, "alt": "楼道"})
        assert "音频" in str(refusal.value.block_errors["file"])
    with pytest.raises(ValidationError):
        clean("figure", {"diagram": "", "image": sound.pk, "alt": "楼道"})


def test_sound_and_film_load_nothing_until_played_and_tell_their_size_transcript_and_captions(db):
    sound, film = media(files.MP3, transcript="先报警。"), media(files.MP4, transcript="提、拔、握、压。")
    html = LessonBody().child_blocks["audio"].render(value("audio", {"file": sound.pk}))
    assert 'preload="none"' in html
    assert reverse("courses:media", args=[sound.pk]) in html
    assert "先报警。" in html
    assert "字节" in html or "KB" in html
    html = LessonBody().child_blocks["video"].render(value("video", {"file": film.pk}))
    assert 'preload="none"' in html
    assert reverse("courses:media_captions", args=[film.pk]) in html
    assert "提、拔、握、压。" in html


def test_a_picture_keeps_its_room_and_a_document_its_name_and_size(db):
    picture, document = media(files.picture(2400, 1200)), media(files.PDF)
    html = LessonBody().child_blocks["image"].render(value("image", {"file": picture.pk, "alt": "楼道"}))
    assert 'width="1200" height="600" alt="楼道"' in html
    html = LessonBody().child_blocks["document"].render(value("document", {"file": document.pk}))
    assert "现场.pdf" in html


def test_a_file_or_card_that_is_gone_leaves_no_trace(db):
    for kind in ("image", "audio", "video", "document"):
        assert (
            "<" not in LessonBody().child_blocks[kind].render(value(kind, {"file": 987654, "alt": ""})).split("#}")[-1]
        )
    assert "<p" not in LessonBody().child_blocks["card"].render(value("card", {"card": None}))


def test_a_card_block_takes_published_cards_only(db):
    card = CardFactory()
    html = LessonBody().child_blocks["card"].render(clean("card", {"card": card.pk}))
    assert card.title in html
    card.unpublish()
    with pytest.raises(ValidationError) as refusal:
        clean("card", {"card": card.pk})
    assert "还没有发布" in str(refusal.value.block_errors["card"])
    assert "<p" not in LessonBody().child_blocks["card"].render(value("card", {"card": card.pk}))


EMPTY = {
    "paragraph": "",
    "heading": "",
    "callout": {"kind": "tip", "title": "", "text": ""},
    "steps": {"title": "", "items": [""]},
    "table": {"header": ["", ""], "rows": [[""]]},
    "dialogue": {"lines": [{"who": "", "text": ""}]},
    "case": {"title": "", "text": "", "question": "", "answer": ""},
    "figure": {"diagram": "", "image": None, "alt": ""},
    "image": {"file": None, "alt": ""},
    "audio": {"file": None, "title": ""},
    "video": {"file": None, "title": ""},
    "document": {"file": None, "text": ""},
    "card": {"card": None, "text": ""},
    "check": {"questions": [None]},
    "exam": {"exam": None, "text": ""},
}


def test_a_draft_is_kept_while_its_blocks_are_still_empty_and_shown_but_not_published(db):
    body = LessonBody()
    stream = body.to_python([{"type": kind, "value": empty} for kind, empty in EMPTY.items()])
    saved = body.clean_deferred(stream)
    assert [block.block_type for block in saved] == list(EMPTY)
    assert "None" not in body.render(saved)
    with pytest.raises(ValidationError) as refusal:
        body.clean(stream)
    assert sorted(refusal.value.block_errors) == list(range(len(EMPTY)))


def test_a_question_is_asked_once_in_a_check(db):
    question = TrueFalseFactory(use="practice")
    with pytest.raises(ValidationError) as refusal:
        clean("check", {"questions": [question.pk, question.pk]})
    assert "选了两次" in str(refusal.value.block_errors["questions"])
