"""Sealing text that says who somebody is: AES-256-GCM, bound to the place it stands in.

A sealed text reads `v1.<key id>.<nonce and ciphertext, base64>`. The key id lets an installation change its key and
still open what the earlier one sealed. A blind index finds a value without telling it.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION: Final = "v1"
NONCE_BYTES: Final = 12


class CannotOpen(ValueError):
    """The text was sealed with a key that this installation does not have, for another place, or it is damaged."""


class Sealer:
    """Seals with the first key, and opens what any of the keys sealed. A key is text of high entropy."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._ciphers = {_id_of(key): AESGCM(_derived(key, "seal")) for key in keys}
        self._newest = _id_of(keys[0])
        # An index has to stay the same for ever, so it hangs on the oldest key.
        self._index_key = _derived(keys[-1], "index")

    def seal(self, text: str, *, place: str) -> str:
        """Seal a text for a place, e.g. "customers.name/7"; only there can it be opened again."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._ciphers[self._newest].encrypt(nonce, text.encode(), place.encode())
        return f"{VERSION}.{self._newest}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str, *, place: str) -> str:
        """The text that was sealed for this place.

        Raises:
            CannotOpen: no key here opens it.
        """
        try:
            version, key_id, encoded = sealed.split(".")
            raw = base64.urlsafe_b64decode(encoded)
            if version != VERSION:
                raise CannotOpen(f"sealed in a way this version does not know: {version}")
            return self._ciphers[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, KeyError, ValueError) as error:
            raise CannotOpen("this cannot be opened with the data key of this installation") from error

    def blind_index(self, value: str, *, place: str) -> str:
        """The same 64 characters for the same value in the same place; without the key they tell nothing."""
        return hmac.new(self._index_key, f"{place}\0{value}".encode(), hashlib.sha256).hexdigest()


def _derived(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"pharmarec {purpose}".encode()).derive(key.encode())


def _id_of(key: str) -> str:
    return hashlib.sha256(b"pharmarec key id\0" + key.encode()).hexdigest()[:8]
