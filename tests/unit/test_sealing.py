import pytest

from app.utils.sealing import CannotOpen, Sealer

OLD, NEW = "an-old-key-of-at-least-32-characters", "a-new-key-of-at-least-32-characters!"


def test_a_sealed_text_tells_nothing_and_opens_again() -> None:
    sealer = Sealer([NEW])

    sealed = sealer.seal("Meera Iyer, 98450 12345", place="customers.name")

    assert "Meera" not in sealed
    assert sealed != sealer.seal("Meera Iyer, 98450 12345", place="customers.name"), "equal texts look different"
    assert sealer.open(sealed, place="customers.name") == "Meera Iyer, 98450 12345"


def test_a_sealed_text_opens_only_in_its_place() -> None:
    sealer = Sealer([NEW])
    sealed = sealer.seal("Meera", place="1/customers.name")

    with pytest.raises(CannotOpen):
        sealer.open(sealed, place="2/customers.name")


@pytest.mark.parametrize("broken", ["", "v1", "v1.00000000.AAAA", "v2.x.y", "Meera", "v1.é.é"])
def test_what_was_never_sealed_here_is_refused(broken: str) -> None:
    with pytest.raises(CannotOpen):
        Sealer([NEW]).open(broken, place="customers.name")


def test_a_changed_letter_is_noticed() -> None:
    sealer = Sealer([NEW])
    sealed = sealer.seal("Meera", place="customers.name")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]

    with pytest.raises(CannotOpen):
        sealer.open(changed, place="customers.name")


def test_after_a_change_of_key_old_texts_open_and_are_still_found() -> None:
    before, after = Sealer([OLD]), Sealer([NEW, OLD])
    sealed = before.seal("Meera", place="customers.name")

    assert after.open(sealed, place="customers.name") == "Meera"
    assert after.blind_index("9845012345", place="1") == before.blind_index("9845012345", place="1")
    with pytest.raises(CannotOpen):
        before.open(after.seal("Meera", place="customers.name"), place="customers.name")


def test_a_blind_index_differs_from_pharmacy_to_pharmacy() -> None:
    sealer = Sealer([NEW])

    assert sealer.blind_index("9845012345", place="1") != sealer.blind_index("9845012345", place="2")
