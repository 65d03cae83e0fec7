"""A file of lessons in /cms/: what is wrong with it is told at the field, in the words of whoever uploads it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from core.errors import DomainError
from courses.enums import MEDIA_LIMITS, MediaKind
from courses.models import MediaFile
from courses.services import media as service

ACCEPT = "image/jpeg,image/png,image/webp,image/gif,.mp3,.m4a,.ogg,.mp4,.webm,.pdf,.docx,.xlsx,.pptx"


class MediaForm(WagtailAdminModelForm):
    """The kind is what the file is; whoever edits keeps the file by choosing none."""

    file = forms.FileField(label=gettext_lazy("文件"), widget=forms.FileInput(attrs={"accept": ACCEPT}))
    captions = forms.FileField(
        label=gettext_lazy("字幕（WebVTT）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        help_text=gettext_lazy("视频必须有字幕，.vtt 文件。"),
    )

    class Meta:
        model = MediaFile
        fields = ["title", "file", "transcript", "captions", "source_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _help_of(self.instance)
        if self.instance.pk:
            self.fields["file"].required = False
            # What is stored lies in private storage: neither its name nor an address is shown by the field.
            self.initial.pop("file", None)
            if self.instance.captions:
                self.fields["captions"].help_text = _("已有字幕。选新文件就换掉它。")
            self.initial.pop("captions", None)

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload:
            try:
                self.facts = service.examine(upload, instead_of=self.instance.kind)
            except DomainError as refusal:
                raise forms.ValidationError(words_of(refusal)) from refusal
        return upload or None

    def clean_captions(self) -> Any:
        upload = self.cleaned_data.get("captions")
        if upload:
            try:
                service.examine_captions(upload)
            except DomainError as refusal:
                raise forms.ValidationError(words_of(refusal)) from refusal
        return upload or None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        facts = getattr(self, "facts", None)
        kind = facts.kind if facts else self.instance.kind
        has_captions = bool(data.get("captions") or self.instance.captions or "captions" in self.errors)
        for name in service.missing_beside(kind, transcript=data.get("transcript") or "", captions=has_captions):
            self.add_error(name, MISSING[name])
        if self.errors and facts:
            # A browser does not keep a chosen file when the form comes back.
            self.add_error("file", _("这次没有保存。改好别处以后，请再选一次这个文件。"))
        return data

    def _post_clean(self) -> None:
        """The row takes what was typed; files it takes in the service only."""
        self.uploads = {name: self.cleaned_data.pop(name, None) for name in ("file", "captions")}
        super()._post_clean()

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"file", "captions"}

    def save(self, commit: bool = True) -> MediaFile:
        upload, captions = self.uploads["file"], self.uploads["captions"]
        return service.save_media(media=self.instance, upload=upload, captions=captions, by=self.for_user)


MISSING = {
    "transcript": gettext_lazy("音频和视频要有文字稿：听不见、没流量的人靠它学。"),
    "captions": gettext_lazy("视频要有字幕（.vtt 文件）。"),
}


def words_of(refusal: DomainError) -> str:
    """What the person at the field reads."""
    if refusal.code == "media_too_big":
        limit = filesizeformat(refusal.context["limit"])
        return _("{kind}最大 {limit}，请先压缩再上传。").format(
            kind=MediaKind(refusal.context["kind"]).label, limit=limit
        )
    if refusal.code == "media_other_kind":
        was, kind = MediaKind(refusal.context["was"]).label, MediaKind(refusal.context["kind"]).label
        return _("原来是{was}，不能换成{kind}。请另建一个素材。").format(was=was, kind=kind)
    if refusal.code == "captions_wrong" and refusal.context["at"]:
        return _("{at} 那一句没有文字，或者结束早于开始。").format(at=refusal.context["at"])
    if refusal.code == "captions_wrong":
        return _("这不是能用的字幕。第一行要是 WEBVTT，时间写成 00:00:01.000 --> 00:00:03.000，文件存成 UTF-8。")
    if refusal.code == "media_many_dots":
        return _("图片的尺寸太大，打不开。请先缩小到 6000 万像素以内。")
    if refusal.code == "media_torn":
        return _("这个文件不完整或者已经损坏，打不开。请重新导出，或者从原来的地方再取一次。")
    return _(
        "认不出这个文件。可以用：图片 JPG、PNG、WebP、GIF；音频 MP3、M4A、OGG；视频 MP4、WebM；文档 PDF、Word、Excel、PPT（不带宏）。"
    )


def _help_of(media: MediaFile) -> str:
    limits = "，".join(f"{kind.label} {filesizeformat(limit)}" for kind, limit in MEDIA_LIMITS.items())
    words = _("最大：{limits}。图片自动缩小并去掉拍摄地点等信息。").format(limits=limits)
    if not media.pk:
        return words
    now = _("现在是 {name}（{size}）。选新文件就换掉它，用到的课一起换。")
    return now.format(name=media.filename, size=filesizeformat(media.size)) + words
