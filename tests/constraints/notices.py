"""Small published tables, written with few words."""

from cocau.constraints.published.notice import Notice


def notice(**fields: object) -> Notice:
    """The official list of a province: twenty people for twelve seats."""
    plain = {
        "locality": "Tỉnh A",
        "level": "province",
        "term": "2021-2026",
        "stage": "official_list",
        "base": "candidates",
        "base_total": 20,
        "seats": 12,
    }
    return Notice.model_validate({k: v for k, v in (plain | fields).items() if v is not None})


def bloc(name: str, *codes: str, **fields: object) -> dict[str, object]:
    return {"name": name, "blocs": list(codes or [name]), **fields}
