"""Files of lessons: who gets them, in which parts, and how a browser keeps them."""

import logging

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.urls import reverse

from courses.enums import MediaKind
from courses.models import MediaFile
from people.enums import Role
from people.models import User
from people.services import ensure_groups
from tests.courses.factories import CourseFactory, EnrolmentFactory, MediaFileFactory, lessons_of, use_in
from tests.people.factories import PersonFactory, RoleGrantFactory
from tests.support.shared import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("enrolled")]
BYTES = bytes(range(256)) * 300


course_of_module = made_once(lambda: CourseFactory(lessons=2, lessons__check=False))


@pytest.fixture
def film(course):
    """A film of the learner's course, 76 800 bytes long."""
    return use_in(lessons_of(course)[0], MediaFileFactory(kind=MediaKind.VIDEO, file__data=BYTES, captions="WEBVTT\n"))


def address(media: MediaFile) -> str:
    return reverse("courses:media", args=[media.pk])


def body(response) -> bytes:
    return response.getvalue()


class TestWho:
    def test_gets_a_file_is_enrolled_where_a_published_lesson_uses_it(self, client, film, learner):
        assert body(client.get(address(film))) == BYTES

        for person in (PersonFactory(password=None), EnrolmentFactory(course=CourseFactory()).person):
            client.force_login(person)
            assert client.get(address(film)).status_code == 404

    def test_a_visitor_gets_the_answer_of_a_file_that_does_not_exist(self, client, film):
        client.logout()

        assert client.get(address(film)).status_code == client.get("/learn/media/987654/").status_code == 404
        assert client.get("/learn/media/99999999999999999999/").status_code == 404

    def test_a_file_of_a_withdrawn_lesson_and_one_in_no_lesson_are_missing(self, client, course, film):
        lessons_of(course)[0].unpublish()

        assert client.get(address(film)).status_code == 404
        assert client.get(address(MediaFileFactory())).status_code == 404

    def test_editors_of_courses_see_every_file_and_other_roles_do_not(self, client, course):
        ensure_groups()
        unused = MediaFileFactory()

        for role, status in [(Role.COURSE_EDITOR, 200), (Role.TRAINER, 200), (Role.POLICY_EDITOR, 404)]:
            client.force_login(RoleGrantFactory(role=role).person)
            assert client.head(address(unused)).status_code == status, role

    def test_may_is_asked_with_two_queries(self, film, learner, django_assert_num_queries):
        list(MediaFile.objects.visible_to(learner))  # Content types are remembered by the process.
        again = User.objects.get(pk=learner.pk)

        with django_assert_num_queries(2):
            assert list(MediaFile.objects.visible_to(again)) == [film]


class TestParts:
    def test_a_part_is_the_bytes_asked_for(self, client, film):
        answer = client.get(address(film), headers={"range": "bytes=100-65999"})

        assert (answer.status_code, body(answer)) == (206, BYTES[100:66000])
        assert answer["Content-Range"] == "bytes 100-65999/76800"
        assert answer["Content-Length"] == "65900"

    def test_the_whole_says_that_parts_may_be_asked_for(self, client, film):
        answer = client.get(address(film))

        assert (answer.status_code, body(answer)) == (200, BYTES)
        assert (answer["Accept-Ranges"], answer["Content-Length"]) == ("bytes", "76800")
        assert "Content-Range" not in answer

    def test_a_part_beyond_the_end_is_refused_with_the_length(self, client, film):
        answer = client.get(address(film), headers={"range": "bytes=76800-"})

        assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */76800")

    def test_a_part_of_another_file_is_answered_with_the_whole(self, client, film):
        etag = client.head(address(film))["ETag"]
        asked = {"range": "bytes=10-19"}

        assert body(client.get(address(film), headers=asked | {"if-range": etag})) == BYTES[10:20]
        assert body(client.get(address(film), headers=asked | {"if-range": '"another"'})) == BYTES

    def test_a_head_has_the_headers_and_no_bytes(self, client, film):
        answer = client.head(address(film), headers={"range": "bytes=0-9"})

        assert (answer.status_code, answer.content, answer["Content-Length"]) == (200, b"", "76800")

    def test_any_storage_will_do(self, client, course, monkeypatch):
        monkeypatch.setattr(MediaFile._meta.get_field("file"), "storage", InMemoryStorage())
        sound = use_in(lessons_of(course)[1], MediaFileFactory(kind=MediaKind.AUDIO, file__data=BYTES))

        assert body(client.get(address(sound), headers={"range": "bytes=-5"})) == BYTES[-5:]

    def test_a_file_that_was_lost_is_missing_and_told_to_the_operator(self, client, film, caplog):
        film.file.storage.delete(film.file.name)

        assert client.get(address(film)).status_code == 404
        assert (film.file.name in caplog.text, caplog.records[0].levelno) == (True, logging.ERROR)


class TestHeaders:
    def test_a_browser_asks_again_and_gets_no_bytes_while_nothing_changed(self, client, film):
        answer = client.get(address(film))
        again = client.get(address(film), headers={"if-none-match": answer["ETag"]})

        assert answer["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
        film.file.save("b.mp4", ContentFile(b"other"))
        assert body(client.get(address(film), headers={"if-none-match": answer["ETag"]})) == b"other"

    def test_what_a_page_shows_is_of_a_known_type_and_everything_else_is_downloaded(self, client, course):
        lesson = lessons_of(course)[0]
        for kind, name, content_type, disposition in [
            (MediaKind.IMAGE, "a.JPG", "image/jpeg", "-"),
            (MediaKind.VIDEO, "a.mp4", "video/mp4", "-"),
            (MediaKind.DOCUMENT, "登记表.pdf", "application/pdf", "attachment; filename*=utf-8''%E7%99%BB"),
            (MediaKind.IMAGE, "a.svg", "application/octet-stream", "attachment; filename="),
            (MediaKind.DOCUMENT, "a.html", "application/octet-stream", "attachment; filename="),
        ]:
            answer = client.get(
                address(use_in(lesson, MediaFileFactory(kind=kind, file__filename=name, filename=name)))
            )
            assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (content_type, "nosniff")
            assert answer.get("Content-Disposition", "-").startswith(disposition)
            assert body(answer) == b"0123456789"

    def test_captions_are_text_for_the_player_and_missing_where_there_are_none(self, client, course, film):
        silent = use_in(lessons_of(course)[0], MediaFileFactory(captions=""))
        answer = client.get(reverse("courses:media_captions", args=[film.pk]))

        assert (answer["Content-Type"], body(answer)) == ("text/vtt; charset=utf-8", b"WEBVTT\n")
        assert client.get(reverse("courses:media_captions", args=[silent.pk])).status_code == 404
        client.logout()
        assert client.get(reverse("courses:media_captions", args=[film.pk])).status_code == 404
