from typing import Annotated, Any

from pydantic import Field

from app.schemas.base import Filter, Id, InstantIn, InstantOut, Output

SubjectKind = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$", examples=["medicine"])]
HexHash = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256, RFC 9162.")]


class AuditFilter(Filter):
    """Which entries are wanted."""

    actor_id: Id | None = Field(default=None, description="Who made the change.")
    action: str | None = Field(default=None, max_length=60, examples=["medicine.changed"])
    subject_kind: SubjectKind | None = None
    subject_id: Id | None = None
    recorded_from: InstantIn | None = None
    recorded_before: InstantIn | None = None


class AuditEntryRead(Output):
    """One change: who, when, through what, and from what to what."""

    id: int
    recorded_at: InstantOut
    actor_id: int | None = Field(description="Nobody: the schedule did it.")
    actor_name: str | None
    channel: str = Field(examples=["web"])
    action: str = Field(examples=["medicine.changed"])
    subject_kind: str = Field(examples=["medicine"])
    subject_id: int
    before: dict[str, Any] | None = Field(description="The changed fields, as they were.")
    after: dict[str, Any] | None = Field(description="The changed fields, as they are since.")
    leaf_index: int | None = Field(description="Its place in the tree; none yet: it is sealed within minutes.")


class AuditProof(Output):
    """What proves, without trusting this server, that an entry stands in the log that a checkpoint signs.

    SHA-256 of a zero byte and the entry is the leaf's hash; combined with the path it gives the root (RFC 9162).
    """

    audit_id: int
    entry: str = Field(description="The exact bytes that were hashed, in Base64.")
    leaf_index: int
    leaf_hash: HexHash
    path: list[HexHash] = Field(description="Sibling hashes, lowest first.")
    tree_size: int
    root_hash: HexHash
    checkpoint: str = Field(description="The signed note with this size and root.")
    public_key: str = Field(description="What checks the note's signature.")


class CheckpointRead(Output):
    """A signed statement of what the log is; keep a copy where nobody of the pharmacy can change it."""

    tree_size: int
    root_hash: HexHash
    made_at: InstantOut
    checkpoint: str = Field(description="The signed note: what `pharmarec verify-audit --checkpoint` reads.")
    public_key: str


class ConsistencyProof(Output):
    """What proves that the log of a later checkpoint begins with that of an earlier one."""

    first_size: int
    second_size: int
    first_root: HexHash
    second_root: HexHash
    path: list[HexHash]


class Sizes(Filter):
    """Two sizes of the log, the earlier one first."""

    first_size: Annotated[int, Field(ge=1, le=2**53)]
    second_size: Annotated[int, Field(ge=1, le=2**53)]
