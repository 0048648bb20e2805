"""Checkpoints as they travel: written, read again, and refused when they are something else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.services.audit import signing

KEY = signing.signing_key("a secret")
CHECKPOINT = signing.Checkpoint(7, 12, b"r" * 32, datetime(2026, 11, 24, 9, 30, tzinfo=UTC))


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    written = signing.sign(CHECKPOINT, KEY)

    read = signing.read_note(signing.note(written, KEY.public_key()))

    assert read == written
    assert read.is_signed_by([KEY.public_key()])


def test_a_public_key_is_read_as_it_was_written() -> None:
    read = signing.read_public_key(signing.public_key_text(KEY.public_key()) + "\n")

    assert signing.sign(CHECKPOINT, KEY).is_signed_by([read])


def test_another_key_signed_nothing_of_ours() -> None:
    assert not signing.sign(CHECKPOINT, KEY).is_signed_by([signing.signing_key("another secret").public_key()])


@pytest.mark.parametrize(
    "changed",
    [{"pharmacy_id": 8}, {"tree_size": 13}, {"root_hash": b"s" * 32}, {"made_at": datetime(2026, 11, 25, tzinfo=UTC)}],
)
def test_a_signature_is_good_for_one_checkpoint(changed: dict[str, object]) -> None:
    signed = signing.sign(CHECKPOINT, KEY)

    assert not replace(signed, checkpoint=replace(CHECKPOINT, **changed)).is_signed_by([KEY.public_key()])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "pharmarec/pharmacy/x\n1\nAAAA\n2026-01-01T00:00:00+00:00\n\n— pharmarec AAAA\n",
        "pharmarec/pharmacy/1\n1\nAAAA\n2026-01-01T00:00:00+00:00\n\n— pharmarec AAAA\n",
        "pharmarec/pharmacy/1\n1\n\u20ac\nyesterday\n\n— pharmarec AAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(signing.NotACheckpoint):
        signing.read_note(text)


@pytest.mark.parametrize("text", ["", "pharmarec", "a+b+c", "pharmarec+00+AAAA"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(signing.NotACheckpoint):
        signing.read_public_key(text)
