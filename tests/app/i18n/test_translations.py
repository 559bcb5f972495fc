"""The desk is complete in both languages: each Vietnamese text has an English one that fits it."""

import re

from babel.messages.catalog import Message

from cocau.app.i18n.translations import extract_messages, read_catalogue

_PLACES = re.compile(r"%\(\w+\)[sd]|%%")
_OURS = re.compile("[ăđơưĂĐƠƯạảấầậẩẫắằặẳẵẹẻẽếềệểễịỉĩọỏốồộổỗớờợởỡụủũứừựửữỳỵỷỹ]")
_NAMES = re.compile("Hà Tĩnh|Tiếng Việt")


def _wrong(message: Message) -> str:
    """What is wrong with an English text, if anything."""
    vi = message.id if isinstance(message.id, str) else message.id[0]
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    for en in texts:
        if not en.strip() or message.fuzzy:
            return f"{vi}: no English yet"
        if set(_PLACES.findall(en)) != set(_PLACES.findall(vi)):
            return f"{vi}: other places for values than in {en!r}"
        if _OURS.search(_NAMES.sub("", en)):
            return f"{vi}: not English: {en!r}"
    return ""


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    here = {message.id for message in extract_messages() if message.id}
    assert {message.id for message in read_catalogue("en") if message.id} == here, "run: ./run words"


def test_every_english_text_says_what_the_vietnamese_one_does() -> None:
    assert [wrong for m in read_catalogue("en") if m.id and (wrong := _wrong(m))] == []
