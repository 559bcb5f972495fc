"""What is said, in both languages, when a value of a file is refused: one entry per code of pydantic."""

SAID: dict[str, tuple[str, str]] = {
    "missing": ("thiếu trường bắt buộc", "a required field is missing"),
    "extra_forbidden": ("không có trường tên này", "there is no field of this name"),
    "enum": ("phải là một trong: {expected}", "must be one of: {expected}"),
    "literal_error": ("phải là: {expected}", "must be: {expected}"),
    "greater_than": ("phải lớn hơn {gt}", "must be more than {gt}"),
    "greater_than_equal": ("phải từ {ge} trở lên", "must be {ge} or more"),
    "less_than": ("phải nhỏ hơn {lt}", "must be less than {lt}"),
    "less_than_equal": ("không được quá {le}", "must be {le} or less"),
    "string_too_short": ("không được để trống", "must not be empty"),
    "string_too_long": (
        "không được dài quá {max_length} ký tự",
        "must not be longer than {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "chỉ dùng chữ cái không dấu, số, '.', '_' và '-'",
        "only plain letters, digits, '.', '_' and '-' are allowed",
    ),
    "too_long": (
        "có {actual_length} mục, không được quá {max_length}; hãy bớt đi hoặc chia ra nhiều tệp",
        "has {actual_length} items, at most {max_length} are allowed; leave some out or divide the file",
    ),
    "too_short": ("phải có ít nhất {min_length} mục", "needs at least {min_length} items"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "int_from_float": ("phải là số nguyên", "must be a whole number"),
    "int_parsing_size": ("số quá lớn", "the number is too large"),
    "float_parsing": ("phải là số", "must be a number"),
    "float_type": ("phải là số", "must be a number"),
    "finite_number": ("phải là số hữu hạn", "must be a finite number"),
    "bool_parsing": ("phải là true hoặc false", "must be true or false"),
    "bool_type": ("phải là true hoặc false", "must be true or false"),
    "string_type": ("phải là chữ", "must be text"),
    "string_unicode": (
        "có ký tự hỏng, không phải chữ; hãy xóa đi",
        "has a damaged character, no letter; delete it",
    ),
    "bad_character": (
        "có ký tự điều khiển hoặc ký tự hỏng; hãy xóa đi",
        "has control characters or damaged ones; delete them",
    ),
    "date_from_datetime_parsing": (
        "phải là ngày có thật, dạng 1980-12-31",
        "must be a real day, like 1980-12-31",
    ),
    "date_parsing": ("phải là ngày có thật, dạng 1980-12-31", "must be a real day, like 1980-12-31"),
    "date_type": ("phải là ngày có thật, dạng 1980-12-31", "must be a real day, like 1980-12-31"),
    "date_from_datetime_inexact": ("phải là ngày, không kèm giờ", "must be a day, without a time"),
    "date_as_number": (
        "phải là ngày, dạng 2021-05-23, không ghi thành số",
        "must be a day, like 2021-05-23, and no number",
    ),
    "none_required": ("phải để trống", "must be left empty"),
    "tuple_type": ("phải là danh sách", "must be a list"),
    "dict_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "model_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "model_attributes_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "invalid_key": ("tên trường phải là chữ", "a field's name must be text"),
    "recursion_loop": ("chứa chính nó", "contains itself"),
    "union_tag_not_found": ("phải có trường {discriminator}", "needs the field {discriminator}"),
    "union_tag_invalid": (
        "không có loại này; các loại: {expected_tags}",
        "no such kind; kinds: {expected_tags}",
    ),
    "json_invalid": ("không phải JSON đúng; hãy xem lại dấu phẩy, ngoặc", "not valid JSON: {error}"),
    "percent": ("phải là tỷ lệ từ 0 đến 100, như 38,75", "must be a percentage from 0 to 100, like 38.75"),
    "group": ("không có nhóm này; các nhóm: {groups}", "no such group; groups: {groups}"),
    "term": ("phải là nhiệm kỳ, như 2021-2026", "must be a term, like 2021-2026"),
    "one_line": (
        "phải có chữ, trên một dòng, không có khoảng trắng ở đầu và cuối",
        "must be one line of text, without spaces around it",
    ),
    "names_twice": (
        "mỗi mục có một tên riêng; ghi hai lần: {names}",
        "each has a name of its own; given twice: {names}",
    ),
    "one_of_both": (
        "phải có một trong hai: {these}, không phải cả hai",
        "needs one of {these}, and not both",
    ),
    "value_error": ("giá trị sai: {error}", "{error}"),  # said by our own validators
}
UNSAID = ("giá trị không dùng được ở đây", "{msg}")  # pydantic's own words, for want of ours
