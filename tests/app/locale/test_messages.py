"""The desk is complete in both languages: each Vietnamese text has an English one that fits it."""

import re

import pytest

from app.locale.messages import catalogue, template

HELD = catalogue("en")
_PLACES = re.compile(r"%\(\w+\)[sd]|%%")


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    here = {message.id for message in template() if message.id}
    assert {message.id for message in HELD if message.id} == here, "run: ./run words"


@pytest.mark.parametrize("message", [m for m in HELD if m.id], ids=lambda m: str(m.id)[:40])
def test_an_english_text_says_what_the_vietnamese_one_does(message) -> None:  # type: ignore[no-untyped-def]
    first, said = message.id, message.string
    vi = first if isinstance(first, str) else first[0]
    for en in [said] if isinstance(said, str) else said:
        assert en.strip(), "no English yet"
        assert not message.fuzzy
        assert sorted(set(_PLACES.findall(en))) == sorted(set(_PLACES.findall(vi)))
        assert not re.search(
            "[ăâđêôơưĂÂĐÊÔƠƯạảấầậẩẫắằặẳẵẹẻẽếềệểễịỉĩọỏốồộổỗớờợởỡụủũứừựửữỳỵỷỹ]", en.replace("Hà Tĩnh", "")
        )
