from wagtail.blocks import CharBlock, StreamBlock

from core.fields import StreamField


class Words(StreamBlock):
    word = CharBlock()


def test_blocks_stay_out_of_migrations():
    field = StreamField(Words(), blank=True)
    _name, path, args, kwargs = field.deconstruct()
    assert path == "core.fields.StreamField"
    assert args == [[]]
    assert kwargs == {"blank": True}
