"""Words of fields and values in JSON Schemas, in both languages, for editors."""

from collections.abc import Iterator, Mapping
from typing import Any

from cocau.app.i18n.words import BOUNDS, WordTable, list_word_tables
from cocau.constraints.model.people import PERSON_FIELDS
from cocau.constraints.record import Text, bilingual

JsonSchema = dict[str, Any]


def _join(heading: str, about: str) -> str:
    return f"{heading}: {about}" if about else heading


_PLACE: WordTable = {
    "id": bilingual("Mã, dùng trong các tệp khác", "Code, used in other files"),
    "name": bilingual("Tên", "Name"),
    "population": bilingual("Dân số", "Population"),
    "localities": bilingual(
        "Các thôn, xã, huyện có cử tri bầu ở đây", "The units below whose voters vote here"
    ),
}
_COUNCIL: WordTable = {
    "id": _PLACE["id"],
    "name": bilingual("Tên hội đồng", "Name of the council"),
    "kind": bilingual("Loại đơn vị hành chính", "Kind of unit"),
    "election_day": bilingual("Ngày bầu cử", "Election day"),
    "planned_on": bilingual(
        "Ngày lập phương án giữa nhiệm kỳ; để trống: ngày bầu cử",
        "Day of a plan made during the term; empty: election day",
    ),
    "seats": bilingual("Số đại biểu được bầu", "Number of deputies"),
    "population": bilingual(
        "Dân số; để trống thì không xét được công thức số đại biểu",
        "Population; without it the seat formula cannot be judged",
    ),
    "lower_units": bilingual("Số đơn vị hành chính cấp dưới", "Units of the level below"),
    "seats_decided_by": bilingual(
        "Quyết định ấn định số đại biểu khác công thức", "Decision that sets the seats apart from the formula"
    ),
    "merged_from": bilingual(
        "Sắp xếp từ bao nhiêu đơn vị năm 2025; 1: không sắp xếp",
        "Units that it was made of in 2025; 1: not merged",
    ),
    "constituencies": bilingual("Các đơn vị bầu cử", "Constituencies"),
    "committees": bilingual("Các ban của HĐND", "Committees of the council"),
    "prior_term": bilingual("Số liệu nhiệm kỳ trước", "Figures of the previous term"),
    "targets": bilingual(
        "Mục tiêu của cơ quan lập phương án: nhóm, số người",
        "Targets of the planning body: people of each group",
    ),
    "reference": bilingual(
        "Cơ cấu đã thống nhất: số đại biểu mỗi khối", "Agreed structure: deputies of each bloc"
    ),
    "ethnic_minority_candidates": bilingual(
        "Số người ứng cử dân tộc thiểu số do địa phương xác định (Điều 9)",
        "Candidates from ethnic minorities set locally (Art. 9)",
    ),
    "secretary_not_chairing": bilingual(
        "Lý do Bí thư không làm Chủ tịch HĐND", "Reason why the secretary does not chair"
    ),
    "sitting": bilingual("Số người đang giữ từng chức danh", "How many hold each office now"),
    "officers": bilingual("Họ tên người đang giữ từng chức danh", "Names of those who hold each office now"),
    "vice_chair_transfer": bilingual(
        "Hồ sơ thí điểm chuyển một Phó Chủ tịch", "Records of the pilot that moves a vice-chair"
    ),
    "note": bilingual("Ghi chú, nguồn số liệu", "Note, sources of the figures"),
}
_FIELDS: dict[str, WordTable] = {
    "Council": _COUNCIL,
    "CouncilDraft": _COUNCIL
    | {
        "population": bilingual(
            "Dân số; để trống: tổng các nơi bầu", "Population; empty: the sum of the places"
        ),
        "places": bilingual("Các nơi bầu cử, cả nơi sẽ chia nhỏ", "Places that vote as a whole or in parts"),
        "constituencies": bilingual("Số đơn vị bầu cử muốn có", "How many constituencies are wanted"),
        "seats": bilingual(
            "Số đại biểu, chỉ khi có quyết định riêng", "Number of deputies, only with a decision of its own"
        ),
    },
    "Constituency": _PLACE
    | {"seats": bilingual("Số đại biểu được bầu ở đơn vị này", "Deputies elected by this constituency")},
    "DraftPlace": _PLACE,
    "Committee": {
        "id": _PLACE["id"],
        "name": _PLACE["name"],
        "sort": bilingual("Ban Dân tộc hoặc Ban Đô thị", "The Ethnic or the Urban Committee"),
        "continues": bilingual(
            "Tiếp nối bao nhiêu Ban Dân tộc của các đơn vị được sắp xếp",
            "Ethnic Committees of the merged units that it continues",
        ),
        "deputy_heads": bilingual(
            "Số Phó Trưởng ban mà Thường trực HĐND tỉnh đã quyết định (cấp xã)",
            "Deputy heads that the provincial Standing Committee decided (communes)",
        ),
    },
    "PriorTerm": {
        "deputies": bilingual("Số đại biểu nhiệm kỳ trước", "Deputies of the previous term"),
        "counts": bilingual("Số đại biểu của từng nhóm", "Deputies of each group"),
        "introduced": bilingual("Số người được giới thiệu khi đó", "People introduced then"),
        "introduced_counts": bilingual("Số người được giới thiệu của từng nhóm", "Of them, in each group"),
        "source": bilingual("Nguồn số liệu", "Source of the figures"),
    },
    "Pool": {
        "note": bilingual("Ghi chú", "Note"),
        "people": bilingual("Những người được giới thiệu", "The people introduced"),
    },
    "Person": {
        name: bilingual(
            _join(declared.heading.vi, declared.about.vi), _join(declared.heading.en, declared.about.en)
        )
        for name, declared in PERSON_FIELDS.items()
    },
}
"""What fields are called, by the model that has them."""

_VALUES: dict[str, WordTable] = {kind.__name__: words for kind, words in list_word_tables().items()}


def describe_in_both_languages(schema: JsonSchema) -> JsonSchema:
    """Describe fields, bounds and values of a schema in both languages, where words are known."""
    title = str(schema.get("title", ""))
    definitions = schema.get("$defs", {})
    inner = {name: _describe_model(name, body) for name, body in definitions.items()}
    return _describe_model(title, schema) | ({"$defs": inner} if definitions else {})


def _describe_model(name: str, body: JsonSchema) -> JsonSchema:
    """Describe the fields of a record, or the values of an enumeration."""
    if "enum" in body and name in _VALUES:
        values = list(_list_values(body["enum"], _VALUES[name]))
        return body | {"description": "\n".join([*filter(None, [body.get("description")]), *values])}
    words = BOUNDS | _FIELDS.get(name, {})
    fields = {
        field: declared | {"description": _format(words[field])} if field in words else declared
        for field, declared in body.get("properties", {}).items()
    }
    return body | ({"properties": fields} if fields else {})


def _list_values(values: list[str], words: Mapping[str, Text]) -> Iterator[str]:
    for value in values:
        if value in words:
            yield f"{value}: {_format(words[value])}"


def _format(words: Text) -> str:
    return f"{words.vi} · {words.en}"
