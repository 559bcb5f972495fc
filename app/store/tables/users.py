"""Who may come in: users, their API keys, their sessions; of secrets only what proves them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from cocau.app.access.roles import Role
from cocau.app.store.tables.columns import moment, one_of


class User(SQLModel, table=True):
    """A person or a program. `name` is what they sign in with; `scope`: the locality they see, "" is all."""

    __tablename__ = "users"

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(unique=True, max_length=100)
    role: Role = Field(sa_type=one_of(Role))
    scope: str = Field(default="", max_length=200)
    password_hash: str | None = Field(default=None, max_length=200)
    version: int = 1
    made_at: datetime = moment()
    closed_at: datetime | None = moment(empty=True)


class ApiKey(SQLModel, table=True):
    """A key of a user: found by its `prefix`, proven by the sha256 of the whole."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True, max_length=40)
    prefix: str = Field(unique=True, max_length=20)
    digest: str = Field(max_length=64)
    user_id: str = Field(foreign_key="users.id", index=True, max_length=40)
    label: str = Field(default="", max_length=100)
    made_at: datetime = moment()
    expires_at: datetime | None = moment(empty=True)
    revoked_at: datetime | None = moment(empty=True)
    used_at: datetime | None = moment(empty=True)


class SessionRow(SQLModel, table=True):
    """A signed-in browser: the sha256 of its cookie, and until when."""

    __tablename__ = "sessions"

    digest: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(foreign_key="users.id", index=True, max_length=40)
    made_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment(index=True)
