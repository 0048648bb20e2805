"""What only this installation can write: the MAC under an entry, and the signature under a checkpoint.

A checkpoint travels as a signed note (C2SP `tlog-checkpoint`): a few lines of text that other tools can check too.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.exceptions import ValidationError
from app.utils.merkle import HASH_BYTES

NAME: Final = "pharmarec"
_ED25519: Final = b"\x01"
_KEY_HASH_BYTES: Final = 4


class NotACheckpoint(ValidationError):
    """A text is no checkpoint, or no public key, of this format."""

    code = "NOT_A_CHECKPOINT"


@dataclass(frozen=True)
class Checkpoint:
    """The first `tree_size` entries of a pharmacy's log have this root."""

    pharmacy_id: int
    tree_size: int
    root_hash: bytes
    made_at: datetime

    @property
    def signed_lines(self) -> str:
        """The lines that are signed."""
        root = b64encode(self.root_hash).decode()
        return f"{NAME}/pharmacy/{self.pharmacy_id}\n{self.tree_size}\n{root}\n{self.made_at.isoformat()}\n"


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint with the 64 bytes of Ed25519 under its text."""

    checkpoint: Checkpoint
    signature: bytes

    def is_signed_by(self, keys: Collection[Ed25519PublicKey]) -> bool:
        """Whether one of the keys made the signature."""
        return any(_verifies(key, self.signature, self.checkpoint.signed_lines.encode()) for key in keys)


def mac(audit_key: str, entry: bytes) -> bytes:
    """What belongs under the bytes of an entry."""
    return hmac.digest(audit_key.encode(), entry, "sha256")


def signing_key(audit_key: str) -> Ed25519PrivateKey:
    """The key that signs checkpoints, made of the installation's secret."""
    return Ed25519PrivateKey.from_private_bytes(mac(audit_key, b"the key that signs checkpoints"))


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> SignedCheckpoint:
    return SignedCheckpoint(checkpoint, key.sign(checkpoint.signed_lines.encode()))


def note(signed: SignedCheckpoint, key: Ed25519PublicKey) -> str:
    """A checkpoint as it is exported."""
    mark = b64encode(_key_hash(key) + signed.signature).decode()
    return f"{signed.checkpoint.signed_lines}\n— {NAME} {mark}\n"


def read_note(text: str) -> SignedCheckpoint:
    """A checkpoint as it was exported. Whether its signature is good is not looked at.

    Raises:
        NotACheckpoint: the text is something else.
    """
    try:
        origin, size, root, made_at, nothing, mark = text.removeprefix("\ufeff").splitlines()
        pharmacy_id = int(origin.removeprefix(f"{NAME}/pharmacy/"))
        checkpoint = Checkpoint(pharmacy_id, int(size), b64decode(root), datetime.fromisoformat(made_at))
        signature = b64decode(mark.removeprefix(f"— {NAME} "))[_KEY_HASH_BYTES:]
    except ValueError as error:
        raise NotACheckpoint("This is not a checkpoint that `pharmarec export-checkpoint` wrote.") from error
    if nothing or len(checkpoint.root_hash) != HASH_BYTES:
        raise NotACheckpoint("This checkpoint has been damaged.")
    return SignedCheckpoint(checkpoint, signature)


def public_key_text(key: Ed25519PublicKey) -> str:
    """The public key as it is handed out, in the form that signed notes are checked with."""
    return f"{NAME}+{_key_hash(key).hex()}+{b64encode(_ED25519 + key.public_bytes_raw()).decode()}"


def read_public_key(text: str) -> Ed25519PublicKey:
    """The public key that was handed out.

    Raises:
        NotACheckpoint: the text is something else.
    """
    try:
        _name, _hash, key = text.strip().split("+", 2)
        return Ed25519PublicKey.from_public_bytes(b64decode(key)[len(_ED25519) :])
    except ValueError as error:
        raise NotACheckpoint("This is not a public key that `pharmarec export-audit-key` wrote.") from error


def _key_hash(key: Ed25519PublicKey) -> bytes:
    return sha256(f"{NAME}\n".encode() + _ED25519 + key.public_bytes_raw()).digest()[:_KEY_HASH_BYTES]


def _verifies(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True
