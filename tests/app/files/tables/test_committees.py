"""Posts as offices write them: with the committee's name, short or whole, and the council's behind it."""

import pytest

from cocau.app.files.tables.cells import POSTS
from cocau.app.files.tables.committees import choose_committee_id


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chủ tịch HĐND tỉnh", "chair"),
        ("Phó Chủ tịch HĐND", "vice_chair"),
        ("Trưởng Ban Pháp chế", "head/legal"),
        ("Trưởng ban Kinh tế - Ngân sách HĐND tỉnh Lam Hà", "head/economy-budget"),
        ("Phó Trưởng ban VH-XH", "deputy_head/culture-society"),
        ("Phó ban Kinh tế – Xã hội của HĐND huyện", "deputy_head/economy-society"),
        ("Trưởng ban/legal", "head/legal"),
        ("Trưởng ban Dân tộc", "head/dan-toc"),
        ("Ban Pháp chế", "Ban Pháp chế"),
        ("Trưởng phòng", "Trưởng phòng"),
    ],
)
def test_a_post_is_read_with_its_committee(text: str, code: str) -> None:
    assert POSTS.read(text) == (code,)


def test_a_committee_of_another_name_is_called_after_it() -> None:
    assert [choose_committee_id(name) for name in ("Ban pháp chế", "Ban Dân tộc")] == ["legal", "dan-toc"]
