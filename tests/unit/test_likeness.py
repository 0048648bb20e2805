import pytest

from app.services.duplicates.likeness import Entry, likely_pairs


def entries(*names: str, **terms: object) -> list[Entry]:
    told = {"generic_name": None, "strength": None, "form": None, "manufacturer": None, "is_lasa": False, **terms}
    return [Entry(id=number, name=name, **told) for number, name in enumerate(names, start=1)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Crocin 500 mg tablet", "CROCIN 500MG TAB"),
        ("Crocin 500 mg tablet", "Crocin 500 Tablets 15's"),
        ("Crocin 500 mg", "Crocin 500mg 15 tablets"),
        ("Crocin 0.5 g tab", "Crocin 500 mg tab"),
        ("Azithromycin 250 mg", "Azithromicin 250 mg"),
        ("Calpol Syrup 250 mg/5 ml", "Syrup Calpol 250mg/5ml"),
    ],
)
def test_two_spellings_of_one_medicine_are_a_pair(one: str, other: str) -> None:
    pairs = likely_pairs(entries(one, other))

    assert [(pair.first_id, pair.second_id) for pair in pairs] == [(1, 2)]
    assert pairs[0].why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dolo 500 mg tab", "Dolo 650 mg tab"),
        ("Dolo 5 mg", "Dolo 5 ml"),
        ("Crocin 500 mg tablet", "Crocin 500 mg syrup"),
        ("Pan 40 tablet", "Pan D 40 tablet"),
        ("Augmentin 625", "Augmentin 625 Duo forte"),
        ("Losartan 50 mg", "Lisinopril 50 mg"),
        ("Dolo", "Dolo 650"),
        ("Huminsulin 30/70 100 iu/ml", "Huminsulin 50/50 100 iu/ml"),
    ],
)
def test_another_strength_form_or_product_is_never_a_pair(one: str, other: str) -> None:
    assert likely_pairs(entries(one, other)) == []


def test_names_that_are_easily_mistaken_are_no_pair_unless_they_are_the_same() -> None:
    assert likely_pairs(entries("Hydroxyzine 25 mg", "Hydroxyzime 25 mg", is_lasa=True)) == []
    assert len(likely_pairs(entries("Hydroxyzine 25 mg", "Hydroxyzine 25mg tab", is_lasa=True))) == 1


def test_the_likeliest_come_first() -> None:
    pairs = likely_pairs(entries("Azithromycin 250 mg", "Azithromicin 250 mg", "Azithromycin 250mg"))

    assert (pairs[0].first_id, pairs[0].second_id, pairs[0].score) == (1, 3, 100.0)
    assert len(pairs) == 3
