"""Structure plans: of which table each is; what it was asked with and what came of it stand in its job."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment


class StructureRow(SQLModel, table=True):
    """A plan of one version of a table of offers, erased with it; its job has the same id."""

    __tablename__ = "structure_plans"

    id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    table_id: str = Field(foreign_key="documents.id", index=True, max_length=40)
    table_version: int
    erased_at: datetime | None = moment(empty=True)
