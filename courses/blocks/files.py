"""Pictures, sound, films and documents of a lesson: all are files behind the check of enrolment (courses.MediaFile)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.widgets import AdminSnippetChooser

from courses.blocks.pictures import diagram_names
from courses.enums import MediaKind


class OneKindChooser(AdminSnippetChooser):
    """Its window lists the files of one kind."""

    def __init__(self, model: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(model, **kwargs)
        self.kind = kind

    def get_chooser_modal_url(self) -> str:
        return f"{super().get_chooser_modal_url()}?kind={self.kind}"


class MediaChooserBlock(SnippetChooserBlock):
    """A file of lessons of one kind."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__("courses.MediaFile", **kwargs)
        self.kind = kind

    def deconstruct(self) -> tuple[str, tuple, dict]:
        return "wagtail.snippets.blocks.SnippetChooserBlock", ("courses.MediaFile",), {}

    @cached_property
    def widget(self) -> OneKindChooser:
        return OneKindChooser(self.target_model, self.kind, icon=self.meta.icon)

    def clean(self, value: Any) -> Any:
        media = super().clean(value)
        if media and media.kind != self.kind:
            words = _("“%(title)s”是%(kind)s，这里要的是%(wanted)s。")
            names = {"title": media.title, "kind": media.get_kind_display(), "wanted": MediaKind(self.kind).label}
            raise ValidationError(words % names)
        return media


def sample(title: Any, kind: str, size: int, **more: Any) -> dict[str, Any]:
    """A file for a block's preview: it has no key, so that the template shows no address."""
    said = {"pk": None, "title": title, "kind": kind, "size": size, "filename": "", "transcript": "", "captions": ""}
    return said | {"width": 480, "height": 300} | more


class FileBlock(blocks.StructBlock):
    """What the blocks with a file share: the size is told before anything is loaded."""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        media = value.get("file")
        context["media"] = media
        # A preview has a dictionary in place of the row.
        size = media["size"] if isinstance(media, dict) else media.size if media else 0
        context["size"] = filesizeformat(size)
        return context


class PreviewOfSample:
    """A sample stands in for the chosen row: previews are drawn from what the block would hold."""

    def get_preview_value(self) -> Any:
        value = self.normalize({**self.meta.preview_value, "file": None})
        value["file"] = self.meta.preview_value["file"]
        return value


class ImageBlock(PreviewOfSample, FileBlock):
    file = MediaChooserBlock(MediaKind.IMAGE, label=_("图片"))
    alt = blocks.CharBlock(label=_("替代文字"), max_length=200, help_text=_("看不见图的人要知道的那一句结论。"))
    caption = blocks.CharBlock(label=_("图注"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("图片")
        template = "courses/blocks/image.html"
        preview_value = {
            "file": sample(_("楼道口的充电线"), MediaKind.IMAGE, 84_000),
            "alt": _("充电线从三楼拉到楼道口，下面停着电动车。"),
            "caption": _("青松社区巡查实拍"),
        }
        description = _("自己拍的或画的图。人脸、门牌、车牌先遮住。")


class AudioBlock(PreviewOfSample, FileBlock):
    file = MediaChooserBlock(MediaKind.AUDIO, label=_("音频"))
    title = blocks.CharBlock(label=_("标题"), max_length=60, required=False)

    class Meta:
        icon = "media"
        label = _("音频")
        template = "courses/blocks/audio.html"
        preview_value = {
            "file": sample(_("一通合格的报警电话"), MediaKind.AUDIO, 640_000, transcript=_("您好，119，哪里着火？")),
            "title": "",
        }
        description = _("一段录音，点了才下载，下面有文字稿。")


class VideoBlock(PreviewOfSample, FileBlock):
    file = MediaChooserBlock(MediaKind.VIDEO, label=_("视频"))
    title = blocks.CharBlock(label=_("标题"), max_length=60, required=False)

    class Meta:
        icon = "media"
        label = _("视频")
        template = "courses/blocks/video.html"
        preview_value = {
            "file": sample(_("怎样用灭火器"), MediaKind.VIDEO, 12_400_000, transcript=_("提、拔、握、压。")),
            "title": "",
        }
        description = _("一段视频，点了才下载，有字幕和文字稿。")


class DocumentBlock(PreviewOfSample, FileBlock):
    file = MediaChooserBlock(MediaKind.DOCUMENT, label=_("文档"))
    text = blocks.CharBlock(label=_("说明"), max_length=120, required=False)

    class Meta:
        icon = "doc-full"
        label = _("文档")
        template = "courses/blocks/document.html"
        preview_value = {
            "file": sample(_("入户检查记录表"), MediaKind.DOCUMENT, 86_000, filename="check.pdf"),
            "text": _("打印出来，检查时填。"),
        }
        description = _("可以下载的表格、通知、法规原文。")


class FigureBlock(blocks.StructBlock):
    diagram = blocks.ChoiceBlock(
        label=_("自带图解"), choices=lambda: [(name, name) for name in diagram_names()], required=False
    )
    image = MediaChooserBlock(MediaKind.IMAGE, label=_("或上传的图片"), required=False)
    alt = blocks.CharBlock(label=_("替代文字"), max_length=200, help_text=_("看不见图的人要知道的那一句结论。"))
    caption = blocks.CharBlock(label=_("图注"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("图")
        template = "courses/blocks/figure.html"
        preview_value = {
            "diagram": "EMG101-run-or-stay",
            "image": None,
            "alt": _("楼道没烟就走，浓烟封门就守。"),
            "caption": "",
        }
        description = _("自带图解或上传的图片，选一样。意思要在正文里也讲到。")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["diagram"] and not cleaned["image"] and self.is_deferred_validation:
            return cleaned  # A draft may wait for its picture.
        if bool(cleaned["diagram"]) == bool(cleaned["image"]):
            message = ValidationError(_("自带图解和图片选一样，现在是两样都有或都没有。"))
            raise StructBlockValidationError(block_errors={"diagram": message})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["diagram_path"] = f"courses/lessons/{value['diagram']}.svg"
        return context
