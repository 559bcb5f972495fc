"""Documents: YAML read strictly, and every complaint with its place, in both languages."""

import errno
import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, TypeAdapter, ValidationError, model_validator

from cocau.constraints import documents
from cocau.constraints.documents import (
    DEEPEST_NESTING,
    LONGEST_VALUE,
    YamlLines,
    find_line,
    list_validation_problems,
    parse_yaml,
    read_text,
)
from cocau.constraints.errors import InputError, Problem, format_loc


def problem(content: str) -> Problem:
    with pytest.raises(InputError) as caught:
        parse_yaml(content, "x.yaml")
    (only,) = caught.value.problems
    return only


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_text_is_utf_8_with_or_without_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + "tên: Hà Tĩnh".encode())
        assert read_text(path) == "tên: Hà Tĩnh"


def test_another_encoding_is_told_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"ab\xff")
    with pytest.raises(InputError, match="byte 2") as caught:
        read_text(path)
    assert [(p.code, p.where) for p in caught.value.problems] == [("encoding", str(path))]


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError) as caught:
            read_text(path)
        assert [(p.code, p.where) for p in caught.value.problems] == [("unreadable", str(path))]


# --- YAML ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("true", True),
        ("false", False),
        *((word, word) for word in ("yes", "no", "on", "off", "y", "n", "Yes", "NO", "True", "FALSE")),
        ("null", None),
        ("~", None),
        ("7", 7),
        ("2021-05-23", date(2021, 5, 23)),
        ("2021-02-30", "2021-02-30"),
        ("2021-02-28 25:00:00", "2021-02-28 25:00:00"),
        ("Hà Tĩnh", "Hà Tĩnh"),
    ],
)
def test_only_true_and_false_are_booleans(written: str, read: object) -> None:
    value = parse_yaml(f"a: {written}", "x.yaml")["a"]
    assert (value, type(value)) == (read, type(read))


@pytest.mark.parametrize("written", ["2021-02-30", "2021-13-01", "2001-12-14t21:59:43-99:00"])
def test_a_day_that_is_none_stays_a_text_for_its_field_to_refuse(written: str) -> None:
    assert parse_yaml(f"a: {written}", "x.yaml") == {"a": written}


@pytest.mark.parametrize(
    ("content", "vi"),
    [
        ("a: 1\na: 1", "khóa 'a' ghi hai lần"),
        ("? [a]\n: 1", "tên trường phải là chữ, không phải danh sách hay bảng"),
        ("a: [1, 2\nb: 3", "thiếu dấu ',' hoặc ']'"),
        ("a: {b: 1", "thiếu dấu ',' hoặc '}'"),
        ("- a\nb: 1", "thiếu dấu '-', hoặc thụt dòng không đều"),
        ("a:\n    b: 1\n  c: 2", "thụt dòng không đều, hoặc thiếu dấu ':' sau tên trường"),
        ("a: 1\nb\nc: 2", "thiếu dấu ':' sau tên trường"),
        ("a: b: c", "dấu ':' không được ở đây; nếu là chữ thì đặt trong ngoặc kép"),
        ("a: ]", "thiếu giá trị, hoặc dấu ngoặc không đóng"),
        ('a: "b', "dấu ngoặc kép không đóng, hoặc tệp bị cắt cụt"),
        ("a: @b", "có ký tự không được ở đầu giá trị (Tab, @, `, %)"),
        ('a: "\\q"', "dấu '\\' trong ngoặc kép không đúng"),
        ("a: 1\n---\nb: 2", "có nhiều tài liệu (---) trong một tệp"),
        ("a: \x00", "có ký tự điều khiển; hãy xóa đi"),
        ("%YAML 9.9\n---\na: 1", "không đúng cú pháp; hãy xem lại thụt dòng"),
    ],
)
def test_what_is_wrong_with_yaml_is_told_in_vietnamese(content: str, vi: str) -> None:
    found = problem(content)
    assert found.vi.startswith(f"YAML sai: {vi}")
    assert found.en.startswith("Not valid YAML: ")


@pytest.mark.parametrize(
    ("number", "vi"),
    [
        (errno.ENOENT, "không có tệp này"),
        (errno.EISDIR, "đây là thư mục, không phải tệp"),
        (errno.EACCES, "không có quyền đọc"),
        (errno.EMFILE, "hệ điều hành không cho đọc"),
        (None, "hệ điều hành không cho đọc"),
    ],
)
def test_why_a_file_is_not_given_is_told_in_vietnamese(number: int | None, vi: str) -> None:
    error = OSError() if number is None else OSError(number, "reason")
    assert documents.describe_os_error(error) == vi


def test_no_is_a_word_as_a_key_too() -> None:
    assert parse_yaml("no: 1\non: 2", "x.yaml") == {"no": 1, "on": 2}


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("", "empty", "x.yaml"),
        ("# nothing\n", "empty", "x.yaml"),
        ("a: 1\nb: ]", "yaml", "x.yaml:2"),
        ("a: 1\nb: 2\na: 3", "yaml", "x.yaml:3"),
        ("b:\n  - {c: 1}\n  - {c: 1, c: 1}", "yaml", "x.yaml:3"),
        ("a: 1\n? [b]\n: 2", "yaml", "x.yaml:2"),
        ("a: 1\n? {b: c}\n: 2", "yaml", "x.yaml:2"),
        ("a:\n  {b: 1}: 2", "yaml", "x.yaml:2"),
        ("a: 1\nb: !!python/object:os.system x", "reference", "x.yaml:2"),
        ("a: !!bool x", "reference", "x.yaml:1"),
        ("a: !!timestamp x", "reference", "x.yaml:1"),
        ("a: !!int ''", "reference", "x.yaml:1"),
        ("a: !own [1]", "reference", "x.yaml:1"),
        ("a: &a 1\nb: *a", "reference", "x.yaml:2"),
        ("a: &a\n  - *a", "reference", "x.yaml:2"),
        ("<<: {a: 1}", "yaml", "x.yaml:1"),
        ("a: " + "1" * 5000, "yaml", "x.yaml"),
        ("a: 1\n---\nb: 2", "yaml", "x.yaml:2"),
        ("a: \x00", "yaml", "x.yaml"),
        ("[" * 100_000, "too_deep", "x.yaml:1"),
        ("\n" + "[" * (DEEPEST_NESTING + 1) + "]" * (DEEPEST_NESTING + 1), "too_deep", "x.yaml:2"),
        (
            "\n".join(f"{' ' * i}a:" for i in range(DEEPEST_NESTING + 1)),
            "too_deep",
            f"x.yaml:{DEEPEST_NESTING + 1}",
        ),
    ],
)
def test_what_is_not_one_plain_document_is_refused(content: str, code: str, where: str) -> None:
    found = problem(content)
    assert (found.code, found.where) == (code, where)
    assert found.vi != found.en


ODD = """
- {1_000: 0x1F, 017: 1e3, 1.5e+3: .inf, 12:30:45: ~, '': "a\\n", true: True, ~: no}
- [2021-02-28, 2021-02-30, 2021-02-28 10:00:00, '2021-02-28', yes, on, "1", '1', -1, +1.0]
- |
  hai
  dòng
- >-
  một
  dòng
- a:
  b: [c]
- ? d
"""


def test_what_is_usual_is_read_as_by_the_loader() -> None:
    root = Path(__file__).parents[2]
    written = [*root.glob("fixtures/**/*.yaml"), *root.glob("constraints/**/*.yaml")]
    assert len(written) > 150
    for text in [ODD, *map(read_text, written)]:
        quick = parse_yaml(text, "x.yaml")
        assert repr(quick) == repr(yaml.load(text, documents._StrictLoader))


def test_thirty_levels_are_read() -> None:
    value = parse_yaml("[" * DEEPEST_NESTING + "]" * DEEPEST_NESTING, "x.yaml")
    assert json.dumps(value) == "[" * DEEPEST_NESTING + "]" * DEEPEST_NESTING
    assert parse_yaml("\n".join(["- [a]"] * 100), "x.yaml") == [["a"]] * 100


def test_a_key_given_twice_is_named() -> None:
    found = problem("a: 1\na: 2")
    assert "duplicate key 'a'" in found.en
    assert "khóa 'a' ghi hai lần" in found.vi


@pytest.mark.parametrize(
    "content",
    [
        "a: [1",
        "a: {b",
        "a: 1\n b: 2",
        "- a\nb",
        "a: b: c",
        'a: "b',
        "a: @",
        "\ta: 1",
        "a: ]",
        'a: "\\q"',
        "a\nb: 1",
        "a: \x00",
        "a: 1\n---\nb: 2",
        "? [b]\n: 2",
        "%x",
        "a: 1\n<<: 2",
        "a: " + "1" * 5000,
    ],
)
def test_no_words_of_the_reader_are_in_the_vietnamese(content: str) -> None:
    vi = problem(content).vi
    assert not set(vi.casefold().split()) & {"found", "did", "not", "expected", "find", "the", "allowed", "a"}


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EISDIR, errno.EACCES, 9999, None])
def test_no_words_of_the_system_are_in_the_vietnamese(number: int | None) -> None:
    error = OSError(number, "No such words") if number else OSError("No such words")
    assert "No such" not in documents.describe_os_error(error)


# --- lines ---------------------------------------------------------------------------------------------------------

TEXT = """\
title: one
people:
  - id: an
    posts: [chair,
            head]
  - id: binh
rules:
  - kind: share
    where: {sex: female}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("title",), 1),
        (("people",), 3),
        (("people", 0), 3),
        (("people", 0, "posts"), 4),
        (("people", 0, "posts", 1), 5),
        (("people", 1, "id"), 6),
        (("people", 1, "born"), 6),
        (("people", 7), 3),
        (("people", "an"), 3),
        (("none", "at", "all"), 1),
        (("rules", 0, "share", "where", "sex"), 9),
        (("rules", 0, "share", "among"), 8),
        (("title", "deeper"), 1),
    ],
)
def test_a_path_is_found_at_the_line_of_its_deepest_part(path: tuple[str | int, ...], line: int) -> None:
    assert YamlLines(TEXT).find_line(path) == find_line(TEXT, path) == line


def test_an_empty_text_has_one_line() -> None:
    assert find_line("", ("a",)) == 1


@pytest.mark.parametrize(
    ("path", "written"),
    [((), ""), (("a",), "a"), (("a", 3, "b"), "a[3].b"), ((0, "b"), "[0].b"), ((0, 1), "[0][1]")],
)
def test_a_path_is_written_with_dots_and_brackets(path: tuple[str | int, ...], written: str) -> None:
    assert format_loc(path) == written


# --- complaints ----------------------------------------------------------------------------------------------------


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class All(BaseModel):
    """A field for every sort of complaint."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    enum: Sex = Sex.MALE
    literal: Literal["a", "b"] = "a"
    at_least: int = Field(default=3, ge=3)
    more: float = Field(default=3, gt=2, lt=9, allow_inf_nan=False)
    at_most: int = Field(default=3, le=3)
    text: str = Field(default="x", min_length=1, max_length=3)
    plain: str = Field(default="x", pattern="^[a-z]+$")
    some: tuple[int, ...] = Field(default=(1, 2), min_length=2)
    numbers: tuple[int, ...] = Field(default=(), max_length=3)
    flag: bool = False
    day: date = date(2021, 5, 23)
    table: dict[str, int] = {}
    nothing: None = None
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] = Cat(kind="cat")
    inner: "All | None" = None

    @model_validator(mode="after")
    def _not_both(self) -> "All":
        if self.flag and self.nothing is None and self.text == "no":
            raise ValueError("a flag and {no} text")
        return self


def complaint(value: Any, model: Any = All) -> Problem:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(model).validate_python(value)
    (only,) = list_validation_problems(caught.value)
    return only


WRONG: list[tuple[object, str, str, str]] = [
    ({"kind": 1}, "extra_forbidden", "kind", "there is no field of this name (1)."),
    ({"enum": "x"}, "enum", "enum", "must be one of: 'female' or 'male' ('x')."),
    ({"literal": "c"}, "literal_error", "literal", "must be: 'a' or 'b' ('c')."),
    ({"at_least": 2}, "greater_than_equal", "at_least", "must be 3 or more (2)."),
    ({"at_most": 4}, "less_than_equal", "at_most", "must be 3 or less (4)."),
    ({"more": 2}, "greater_than", "more", "must be more than 2.0 (2)."),
    ({"more": 9.5}, "less_than", "more", "must be less than 9.0 (9.5)."),
    ({"more": float("inf")}, "finite_number", "more", "must be a finite number (inf)."),
    ({"more": "x"}, "float_parsing", "more", "must be a number ('x')."),
    ({"more": []}, "float_type", "more", "must be a number."),
    ({"text": ""}, "string_too_short", "text", "must not be empty ('')."),
    ({"text": "abcd"}, "string_too_long", "text", "must not be longer than 3 characters ('abcd')."),
    ({"text": 7}, "string_type", "text", "must be text (7)."),
    (
        {"plain": "Ă"},
        "string_pattern_mismatch",
        "plain",
        "only plain letters, digits, '.', '_' and '-' are allowed ('Ă').",
    ),
    ({"some": [1]}, "too_short", "some", "needs at least 2 items."),
    ({"some": "ab"}, "tuple_type", "some", "must be a list ('ab')."),
    ({"numbers": [1, "x"]}, "int_parsing", "numbers[1]", "must be a whole number ('x')."),
    ({"numbers": [1, None]}, "int_type", "numbers[1]", "must be a whole number."),
    ({"numbers": [1, 1.5]}, "int_from_float", "numbers[1]", "must be a whole number (1.5)."),
    ({"numbers": [1, "9" * 5000]}, "int_parsing_size", "numbers[1]", "the number is too large ('999"),
    ({"flag": "có"}, "bool_parsing", "flag", "must be true or false ('có')."),
    ({"flag": 1.5}, "bool_type", "flag", "must be true or false (1.5)."),
    (
        {"day": "hôm nay"},
        "date_from_datetime_parsing",
        "day",
        "must be a real day, like 1980-12-31 ('hôm nay').",
    ),
    (
        {"day": "2021-05-23T10:00:00"},
        "date_from_datetime_inexact",
        "day",
        "must be a day, without a time ('2021",
    ),
    ({"day": 20210523}, "date_as_number", "day", "must be a day, like 2021-05-23, and no number (20210523)."),
    ({"numbers": [1] * 4}, "too_long", "numbers", "has 4 items, at most 3 are allowed; leave some out"),
    ({"day": True}, "date_type", "day", "must be a real day, like 1980-12-31 (True)."),
    ({"table": [1]}, "dict_type", "table", "must be a mapping."),
    ({"nothing": 1}, "none_required", "nothing", "must be left empty (1)."),
    ({"pet": {}}, "union_tag_not_found", "pet", "needs the field 'kind'."),
    ({"pet": {"kind": "cow"}}, "union_tag_invalid", "pet", "no such kind; kinds: 'cat', 'dog'."),
    (
        {"inner": {"inner": {"at_most": 4}}},
        "less_than_equal",
        "inner.inner.at_most",
        "must be 3 or less (4).",
    ),
    ({"flag": True, "text": "no"}, "value_error", "", "a flag and {no} text."),
    ({1: 2}, "invalid_key", "[1]", "a field's name must be text (1)."),
    (3, "model_attributes_type", "", "must be a mapping (3)."),
]


@pytest.mark.parametrize(("value", "code", "where", "en"), WRONG, ids=[f"{row[1]}-{row[2]}" for row in WRONG])
def test_a_wrong_value_is_told_in_our_words(value: object, code: str, where: str, en: str) -> None:
    found = complaint(value)
    assert (found.code, found.where) == (code, where)
    assert found.en.startswith(en)
    assert found.en.endswith(".")
    assert found.vi != found.en


def test_a_fraction_is_no_day_either() -> None:
    assert complaint({"day": 1.5}).vi == "phải là ngày, dạng 2021-05-23, không ghi thành số (1.5)."


def loop() -> list[object]:
    endless: list[object] = []
    endless.append(endless)
    return endless


class Nested(RootModel[list["Nested"]]):
    """Lists of lists."""


@pytest.mark.parametrize(
    ("make", "code", "en"),
    [
        (lambda: Cat.model_validate({}), "missing", "a required field is missing."),
        (lambda: Cat.model_validate(3), "model_type", "must be a mapping (3)."),
        (lambda: Cat.model_validate_json("{"), "json_invalid", "not valid JSON: EOF while parsing"),
        (
            lambda: TypeAdapter(date).validate_json('"2021-13-01"'),
            "date_from_datetime_parsing",
            "must be a real day",
        ),
        (lambda: TypeAdapter(date).validate_strings("x", strict=True), "date_parsing", "must be a real day"),
        (lambda: Nested.model_validate(loop()), "recursion_loop", "contains itself."),
        (lambda: TypeAdapter(bytes).validate_python(1), "bytes_type", "Input should be a valid bytes (1)."),
    ],
)
def test_other_complaints_are_told_too(make: Any, code: str, en: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make()
    found = list_validation_problems(caught.value)[-1]
    assert found.code == code
    assert found.en.startswith(en)
    assert found.vi != found.en


@pytest.mark.parametrize("code", documents.COMPLAINTS)
def test_every_sort_of_complaint_has_words_in_both_languages(code: str) -> None:
    vi, en = documents.COMPLAINTS[code]
    assert vi
    assert en
    assert vi != en


def test_the_table_of_words_has_every_sort_that_was_provoked() -> None:
    provoked = {row[1] for row in WRONG}
    others = {"missing", "model_type", "json_invalid", "date_parsing", "recursion_loop"}
    others |= {"percent", "group", "term"}  # of notices: tests/constraints/test_notice.py
    others |= {"one_line", "names_twice"}  # of scenarios: tests/app/cli/test_questions_scenarios.py
    others |= {"one_of_both"}  # of programmes: tests/app/web/api/batches/test_programmes.py
    others |= {"string_unicode", "bad_character"}  # of bodies: tests/app/api/test_councils.py
    assert provoked | others == set(documents.COMPLAINTS)


class Bare:
    """A complaint of which only the sort is known, as a web framework may hand it on."""

    def errors(self, **_: object) -> list[dict[str, object]]:
        return [{"type": "greater_than", "loc": ("seats",), "msg": "too small", "input": 0}]


def test_a_complaint_without_its_bounds_keeps_the_place_for_them() -> None:
    (found,) = list_validation_problems(cast("ValidationError", Bare()))
    assert (found.where, found.en) == ("seats", "must be more than {gt} (0).")


class Unspeakable:
    def __repr__(self) -> str:
        raise AssertionError("nobody asked for the whole value")

    __str__ = __repr__


SHOWN: list[tuple[object, str]] = [
    ([Unspeakable()], ""),
    ({"a": Unspeakable()}, ""),
    (Unspeakable(), ""),
    (b"x" * 1000, ""),
    (None, ""),
    (True, "True"),
    (7, "7"),
    (1.5, "1.5"),
    (date(2021, 5, 23), "'2021-05-23'"),
    ("a\nb", r"'a\nb'"),
    ("a" * 58, "'" + "a" * 58 + "'"),
    ("a" * 59, "'" + "a" * 56 + "..."),
    ("a" * 10**6, "'" + "a" * 56 + "..."),
    (10**59, "1" + "0" * 59),
    (10**60, "1" + "0" * 56 + "..."),
    (16**5000, "0x1" + "0" * 54 + "..."),
]


@pytest.mark.parametrize(("value", "shown"), SHOWN, ids=map(str, range(len(SHOWN))))
def test_a_wrong_value_is_shown_in_short(value: object, shown: str) -> None:
    assert documents._shorten(value) == shown
    assert len(shown) <= LONGEST_VALUE


def test_a_complaint_stands_at_file_line_and_path() -> None:
    content = "text: abcd\nnumbers:\n  - 1\n  - x\n"
    with pytest.raises(ValidationError) as caught:
        All.model_validate(parse_yaml(content, "x.yaml"))
    assert [p.where for p in list_validation_problems(caught.value, "x.yaml", content)] == [
        "x.yaml:1: text",
        "x.yaml:4: numbers[1]",
    ]
    assert [p.where for p in list_validation_problems(caught.value, "x.yaml")] == [
        "x.yaml: text",
        "x.yaml: numbers[1]",
    ]
    assert [p.where for p in list_validation_problems(caught.value)] == ["text", "numbers[1]"]


def test_a_text_is_composed_once_for_all_its_complaints(monkeypatch: pytest.MonkeyPatch) -> None:
    composed = []
    compose = yaml.compose

    def counted(text: str, loader: Any) -> Any:
        composed.append(text)
        return compose(text, loader)

    monkeypatch.setattr(yaml, "compose", counted)
    content = "\n".join(f"f{i}: 1" for i in range(50))
    with pytest.raises(ValidationError) as caught:
        All.model_validate(parse_yaml(content, "x.yaml"))
    places = [p.where for p in list_validation_problems(caught.value, "x.yaml", content)]
    assert (len(composed), places[-1]) == (1, "x.yaml:50: f49")
