import hashlib

import pytest

from core.errors import DomainError
from core.models import AuditEntry
from courses import enums
from courses.models import MediaFile
from courses.services.media import forget_files, save_media
from tests.courses import files

pytestmark = pytest.mark.django_db


def save(content=None, media=None, name="现场.bin", captions=None, **said):
    media = media or MediaFile(title="现场")
    for field, value in said.items():
        setattr(media, field, value)
    upload = files.upload(content, name) if content is not None else None
    return save_media(media=media, upload=upload, captions=captions and files.upload(captions), by=None)


def test_a_sound_is_kept_as_it_is_with_its_size_and_sum():
    media = save(files.MP3, transcript="先报警。", name="../..\\报警 电话.exe")
    media.refresh_from_db()
    assert (media.kind, media.size, media.sha256) == ("audio", len(files.MP3), hashlib.sha256(files.MP3).hexdigest())
    assert media.filename.endswith("报警 电话.mp3")
    assert media.file.name.startswith("lessons/") and media.file.name.endswith(".mp3") and "报警" not in media.file.name
    assert files.content_of(media.file) == files.MP3
    assert AuditEntry.objects.get(action="courses.media_saved").after["kind"] == "audio"


def test_a_picture_is_stored_small_with_its_width_and_height():
    media = save(files.picture(2400, 1200), name="楼道.jpg")
    assert (media.kind, media.width, media.height, media.filename) == ("image", 1200, 600, "楼道.webp")
    assert media.size == media.file.size < 100_000


@pytest.mark.parametrize(
    ("content", "said", "code"),
    [
        (b"MZ\x90", {}, "media_unknown"),
        (None, {}, "media_missing"),
        (files.picture()[:700], {}, "media_torn"),
        (files.MP3, {}, "media_incomplete"),
        (files.MP4, {"transcript": "先报警。"}, "media_incomplete"),
        (files.MP4, {"transcript": "先报警。", "captions": "WEBVTT"}, "captions_wrong"),
    ],
)
def test_what_learners_could_not_use_is_refused(content, said, code):
    captions = said.pop("captions", None) if "captions" in said else None
    with pytest.raises(DomainError) as refusal:
        save(content, captions=captions, **said)
    assert refusal.value.code == code
    assert not MediaFile.objects.exists()


def test_each_kind_has_its_limit(monkeypatch):
    monkeypatch.setitem(enums.MEDIA_LIMITS, "document", 10)
    with pytest.raises(DomainError) as refusal:
        save(files.PDF)
    assert (refusal.value.code, refusal.value.context["limit"]) == ("media_too_big", 10)


def test_a_film_has_captions_and_a_transcript():
    media = save(files.MP4, transcript="先报警。", captions=files.CAPTIONS)
    assert files.content_of(media.captions).decode() == files.CAPTIONS
    assert media.captions.name.endswith(".vtt")


def test_a_replaced_file_goes_after_commit_and_a_refused_replacement_changes_nothing(
    django_capture_on_commit_callbacks,
):
    media = save(files.PDF)
    old, store = media.file.name, media.file.storage
    with pytest.raises(DomainError) as refusal:
        save(files.MP3, media=MediaFile.objects.get(), transcript="先报警。")
    assert refusal.value.code == "media_other_kind"
    with django_capture_on_commit_callbacks(execute=True):
        save(files.PDF + b"2", media=MediaFile.objects.get())
        assert store.exists(old)
    assert not store.exists(old)
    assert files.content_of(MediaFile.objects.get().file) == files.PDF + b"2"


def test_typing_alone_keeps_the_file_and_a_deleted_row_takes_its_files_along(django_capture_on_commit_callbacks):
    media = save(files.PDF)
    with django_capture_on_commit_callbacks(execute=True):
        media = save(None, media=MediaFile.objects.get(), title="告知书")
    assert (media.title, files.content_of(media.file)) == ("告知书", files.PDF)
    with django_capture_on_commit_callbacks(execute=True):
        forget_files(media)
    assert not media.file.storage.exists(media.file.name)
