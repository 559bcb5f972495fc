"""Which styles of a workbook show percentages."""

import pytest

from cocau.app.files.tables.xlsx_scan import find_percent_styles

STYLES = """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts>
<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>
<cellStyles><xf numFmtId="10"/></cellStyles></styleSheet>"""


@pytest.mark.parametrize(
    ("number", "code", "decimals"),
    [
        (9, "", 0),
        (10, "", 2),
        (164, "0%", 0),
        (164, "#,##0.0%", 1),
        (164, "0.00%;[Red]-0.0%", 2),
        (164, f"0.{'0' * 99}%", 15),
        (164, "0.00", None),
        (164, "0.0&quot;%&quot;", None),
        (164, "0\\%", None),
        (165, "0%", None),
        (2, "0%", None),
    ],
)
def test_a_style_of_cells_is_a_percentage_by_its_number_format(
    number: int, code: str, decimals: int | None
) -> None:
    found = find_percent_styles(STYLES.format(number=number, code=code).encode())
    assert found == ({} if decimals is None else {1: decimals})


def test_a_workbook_without_styles_has_none() -> None:
    assert find_percent_styles(b"<none/>") == {}
