"""课程素材 in /cms/, through HTTP."""

import pytest
from django.urls import reverse

from courses.models import MediaFile
from people.enums import Role
from people.services import ensure_groups
from tests.courses import files
from tests.courses.factories import CourseFactory, LessonFactory, ModuleFactory, card_index, course_index
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
LIST = "/cms/snippets/courses/mediafile/"


def sign_in(client, role):
    course_index()
    card_index()
    ensure_groups()
    person = PersonFactory(role=role, unit=UnitFactory(kind="county"), password=None)
    client.force_login(person)
    return person


def post(client, address, content=None, captions=None, **said):
    data = {"title": "告知书", "transcript": "", "source_note": "", **said}
    if content is not None:
        data["file"] = files.upload(content, "告知书.bin")
    if captions is not None:
        data["captions"] = files.upload(captions, "a.vtt")
    return client.post(address, data)


def errors(response):
    return {name: list(words) for name, words in response.context["form"].errors.items()}


@pytest.mark.parametrize("role", [Role.TRAINER, Role.COURSE_EDITOR])
def test_who_writes_courses_uploads_and_changes_files(client, role):
    person = sign_in(client, role)
    assert post(client, f"{LIST}add/", files.PDF).status_code == 302
    media = MediaFile.objects.get()
    assert (media.kind, media.by) == ("document", person)
    page = client.get(f"{LIST}edit/{media.pk}/").content.decode()
    assert "告知书.pdf" in page
    assert media.file.name not in page
    assert post(client, f"{LIST}edit/{media.pk}/", title="新告知书").status_code == 302
    assert MediaFile.objects.get().title == "新告知书"
    assert files.content_of(MediaFile.objects.get().file) == files.PDF
    assert "新告知书" in client.get(f"{LIST}?kind=document").content.decode()
    assert client.post(f"{LIST}delete/{media.pk}/").status_code == 302
    assert MediaFile.objects.exists()


def test_who_writes_no_courses_does_not(client):
    sign_in(client, Role.QUESTION_AUTHOR)
    post(client, f"{LIST}add/", files.PDF)
    assert not MediaFile.objects.exists()


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(client, monkeypatch):
    sign_in(client, Role.TRAINER)
    response = post(client, f"{LIST}add/", b"MZ\x90\x00")
    assert "认不出" in errors(response)["file"][0]
    assert "告知书" in response.content.decode()
    response = post(client, f"{LIST}add/", files.MP4)
    assert sorted(errors(response)) == ["captions", "file", "transcript"]
    assert "再选一次" in errors(response)["file"][0]
    response = post(client, f"{LIST}add/", files.MP4, captions="WEBVTT\n\n1 --> 2\n", transcript="先报警。")
    assert sorted(errors(response)) == ["captions", "file"]
    assert "00:00:01.000" in errors(response)["captions"][0]
    for torn in (files.picture()[:2000], files.PDF[:-6], files.MP4[:-9], files.WEBM[:-9]):
        assert "不完整" in errors(post(client, f"{LIST}add/", torn))["file"][0]
    monkeypatch.setattr("core.pictures.MOST_DOTS", 1600 * 899)
    assert "尺寸" in errors(post(client, f"{LIST}add/", files.picture()))["file"][0]
    assert sorted(errors(post(client, f"{LIST}add/"))) == ["file"]
    assert not MediaFile.objects.exists()


def test_a_file_is_not_replaced_by_one_of_another_kind(client):
    sign_in(client, Role.TRAINER)
    post(client, f"{LIST}add/", files.PDF)
    response = post(client, f"{LIST}edit/{MediaFile.objects.get().pk}/", files.MP3, transcript="先报警。")
    assert "文档" in errors(response)["file"][0]


def test_a_chooser_lists_one_kind_and_takes_uploads(client):
    person = sign_in(client, Role.TRAINER)
    post(client, f"{LIST}add/", files.PDF)
    post(client, f"{LIST}add/", files.MP3, title="报警录音", transcript="先报警。")
    chooser = MediaFile.snippet_viewset.chooser_viewset
    page = client.get(reverse(chooser.get_url_name("choose")), {"kind": "audio"}).json()["html"]
    assert "报警录音" in page
    assert "告知书" not in page
    prefix = {"title": "楼道", "transcript": "", "file": files.upload(files.picture(), "楼道.jpg"), "source_note": ""}
    answer = client.post(reverse(chooser.get_url_name("create")), prefix).json()
    assert answer["step"] == "chosen"
    assert MediaFile.objects.get(title="楼道").by == person


def test_the_administrator_deletes_a_file_that_no_page_shows(client):
    sign_in(client, Role.SYSTEM_ADMIN)
    post(client, f"{LIST}add/", files.PDF)
    client.post(f"{LIST}delete/{MediaFile.objects.get().pk}/")
    assert not MediaFile.objects.exists()


def test_a_file_that_only_a_draft_shows_is_not_deleted_and_the_draft_is_named(client):
    sign_in(client, Role.SYSTEM_ADMIN)
    post(client, f"{LIST}add/", files.PDF)
    media = MediaFile.objects.get()
    lesson = LessonFactory(parent=ModuleFactory(parent=CourseFactory(lessons=0)))
    lesson.body = [("document", {"file": media, "text": ""})]
    lesson.save_revision()
    for address in (f"{LIST}delete/{media.pk}/", f"/cms/bulk/courses/mediafile/delete/?id={media.pk}"):
        page = client.post(address, follow=True)
        assert lesson.title in " ".join(str(words) for words in page.context["messages"])
    lesson.body = [("paragraph", "打通119。")]
    lesson.save_revision()
    client.post(f"{LIST}delete/{media.pk}/")
    assert not MediaFile.objects.exists()
