"""Transfers between the branches of an organisation: what to move instead of buying, and moving it."""

from app.services.transfers.carrying import (
    AskedLot,
    NotASourceBatch,
    NotInOneOrganisation,
    NotItsTurn,
    TransferNotFound,
    Wanted,
    ask,
    cancel,
    receive,
    send,
)
from app.services.transfers.proposals import Proposal, list_transfers

__all__ = [
    "AskedLot",
    "NotASourceBatch",
    "NotInOneOrganisation",
    "NotItsTurn",
    "Proposal",
    "TransferNotFound",
    "Wanted",
    "ask",
    "cancel",
    "list_transfers",
    "receive",
    "send",
]
