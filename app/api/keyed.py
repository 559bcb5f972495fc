"""Idempotency-Key: a request that is sent again, because its answer was lost, is not done again."""

from typing import Annotated

from fastapi import Header

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x20-\x7e]+$",
        description="A name of your own for this request. The same request sent again under it within a day "
        "is answered with what the first one made, and `Idempotency-Replayed: true`.",
        examples=["5f0c6c1e-plan-1"],
    ),
]
REPLAYED = {"Idempotency-Replayed": "true"}
