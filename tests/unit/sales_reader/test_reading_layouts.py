"""Wide and long files, with and without known headings."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.sales_reader.files import options, read, roles, sold, totals

from app.services.sales_reader import errors


def test_a_long_file_gives_one_sale_a_row(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Medicine,Quantity\n2026-01-01,Paracetamol,3\n2026-01-02,Cetirizine,1.5\n")

    assert sold(file) == [("2026-01-01", "Paracetamol", "3"), ("2026-01-02", "Cetirizine", "1.5")]
    assert file.preview.layout == "long"
    assert [row.row for row in file.rows] == [2, 3]


def test_a_wide_file_gives_one_observation_a_cell(tmp_path: Path) -> None:
    file = read(tmp_path, "day,Aspirin,Zinc\n2026-01-01,3,0\n2026-01-02,,4.25\n")

    assert sold(file) == [
        ("2026-01-01", "Aspirin", "3"),
        ("2026-01-01", "Zinc", "0"),
        ("2026-01-02", "Zinc", "4.25"),
    ]
    assert file.preview.layout == "wide"
    assert [(row.row, row.column) for row in file.rows] == [(2, 1), (2, 2), (3, 2)]


def test_quantities_that_follow_the_calendar_are_quantities_where_the_heading_says_so(tmp_path: Path) -> None:
    days = "".join(f"2025-{10 + i // 28}-{i % 28 + 1:02},Aspirin,{i % 28 + 1}\n" for i in range(56))

    file = read(tmp_path, f"date,medicine,quantity\n{days}")

    assert totals(file) == {"Aspirin": Decimal(812)}


def test_small_quantities_of_a_short_wide_file_are_no_calendar(tmp_path: Path) -> None:
    days = "".join(f"2025-10-{day:02},{day}\n" for day in range(1, 29))

    file = read(tmp_path, f"date,Aspirin\n{days}")

    assert totals(file) == {"Aspirin": Decimal(406)}


def test_calendar_columns_of_a_wide_file_are_no_medicines(tmp_path: Path) -> None:
    weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    rows = "".join(f"2026-01-{i + 1:02},{i % 4},2026,1,{weekdays[i % 7]},248\n" for i in range(19))

    file = read(tmp_path, f"Date,Aspirin,Jahr2,Month,Tagname,Hour\n{rows}")

    reasons = {column.name: column.reason for column in file.preview.columns}
    assert totals(file).keys() == {"Aspirin"}
    assert reasons["Jahr2"] == "repeats the year of the date"
    assert reasons["Tagname"] == "repeats the weekday of the date"
    assert "by its heading" in reasons["Hour"]


def test_a_column_that_sums_the_others_is_no_medicine(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{d:02},{d % 4},{d * 2},{d % 3},{d % 4 + d * 2 + d % 3}\n" for d in range(1, 9))

    file = read(tmp_path, f"Date,A,B,C,Alles\n{rows}")

    assert list(totals(file)) == ["A", "B", "C"]


@pytest.mark.parametrize(
    "headings",
    [
        "Bill Date,Item Name,Qty,Rate,Bill No",
        "Datum,Artikelbezeichnung,Menge,Einzelpreis,Belegnummer",
        "Date de vente,Désignation,Qté,Prix unitaire,N° facture",
        "Fecha,Medicamento,Cantidad,Precio unitario,Factura",
        "Data,Produto,Quantidade,Preço unitário,Nota fiscal",
        "Tarikh,Dawa ka naam,Matra,Daam,Bill no.",
        "SaleDate,MedicineName,UnitsSold,UnitPrice,InvoiceNo",
    ],
)
def test_headings_are_known_in_several_languages(tmp_path: Path, headings: str) -> None:
    file = read(tmp_path, f"{headings}\n2026-01-05,Paracetamol,2,12.50,B-7\n")

    (sale,) = file.rows
    assert (sale.medicine, f"{sale.quantity}", f"{sale.unit_price}") == ("Paracetamol", "2", "12.5")
    assert sale.reference == "B-7"


def test_columns_come_in_any_order_and_strangers_are_ignored(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Customer,Batch,Qty,Expiry,Product,HSN,Sale Date,Discount\n"
        "R. Rao,B12,2,2027-01-01,Dolo 650,3004,2026-01-05,10\n",
    )

    assert sold(file) == [("2026-01-05", "Dolo 650", "2")]
    assert roles(file)["Expiry"] == roles(file)["Customer"] == roles(file)["HSN"] == "ignored"


def test_unknown_headings_are_understood_by_their_content(tmp_path: Path) -> None:
    rows = "".join(
        f"{i},2026-01-{1 + i // 4:02},{['Aspirin', 'Zinc', 'Dolo'][i % 3]},{1 + i % 5},{[4.5, 9, 2][i % 3]}\n"
        for i in range(40)
    )

    file = read(tmp_path, f"f1,f2,f3,f4,f5\n{rows}")

    assert file.preview.layout == "long"
    assert roles(file) == {"f1": "ignored", "f2": "date", "f3": "medicine", "f4": "quantity", "f5": "unit_price"}


def test_a_file_without_headings_is_understood_by_its_content(tmp_path: Path) -> None:
    file = read(tmp_path, "13/01/2026;Aspirin;2\n13/01/2026;Zinc;3\n14/01/2026;Aspirin;1\n")

    assert file.preview.header_row is None
    assert sold(file)[0] == ("2026-01-13", "Aspirin", "2")
    assert len(file.rows) == 3


def test_a_wide_file_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.NoQuantityColumn, match="headings"):
        read(tmp_path, "2026-01-01,3,4,5\n2026-01-02,3,5,1\n")


def test_figures_that_nothing_tells_apart_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-0{1 + i},M{i % 2},{i * 3 % 7},{i * 5 % 11}\n" for i in range(8))

    with pytest.raises(errors.AmbiguousColumns) as caught:
        read(tmp_path, f"date,medicine,x,y\n{rows}")

    assert caught.value.details["columns"] == [2, 3]


def test_the_callers_mapping_decides(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-0{1 + i},M{i % 2},{i * 3 % 7},{i * 5 % 11}\n" for i in range(8))
    chosen = options(mapping={"columns": {"3": "quantity", "2": "ignored"}})

    file = read(tmp_path, f"date,medicine,x,y\n{rows}", chosen=chosen)

    assert roles(file) == {"date": "date", "medicine": "medicine", "x": "ignored", "y": "quantity"}
    assert totals(file) == {"M0": 5 * 0 + 10 + 9 + 8, "M1": 5 + 4 + 3 + 2}


@pytest.mark.parametrize(
    "mapping",
    [
        {"columns": {"9": "quantity"}},
        {"columns": {"0": "price"}},
        {"columns": {"0": "date", "1": "date"}},
        {"columns": ["date"]},
        {"layout": "tall"},
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path, mapping: dict[str, object]) -> None:
    with pytest.raises(errors.BadMapping):
        read(tmp_path, "date,medicine,qty\n2026-01-01,A,1\n", chosen=options(mapping=mapping))


def test_a_file_without_dates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.NoDateColumn):
        read(tmp_path, "Medicine,Quantity\nParacetamol,3\n")


@pytest.mark.parametrize("heading", ["Expiry", "Date of birth", "Due date"])
def test_another_date_is_not_taken_for_the_day_of_the_sale(tmp_path: Path, heading: str) -> None:
    with pytest.raises(errors.NoDateColumn):
        read(tmp_path, f"{heading},Medicine,Quantity\n2026-01-13,Paracetamol,3\n")


def test_a_file_without_quantities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.NoQuantityColumn):
        read(tmp_path, "Date,Medicine\n2026-01-01,Paracetamol\n")


def test_a_file_without_medicines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.NoMedicineColumn):
        read(tmp_path, "Date,Quantity\n2026-01-01,3\n2026-01-02,4\n")


def test_two_unnamed_date_columns_are_not_guessed_between(tmp_path: Path) -> None:
    with pytest.raises(errors.AmbiguousColumns, match="day of the sale"):
        read(tmp_path, "a,b,Medicine,Qty\n2026-01-01,2026-01-09,Zinc,3\n")


def test_amounts_give_the_price_only_when_they_divide_exactly(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Item,Qty,Amount\n2026-01-01,A,4,50\n2026-01-01,B,3,10\n2026-01-01,C,0,0\n")

    assert [f"{row.unit_price}" for row in file.rows] == ["12.5", "None", "None"]


def test_times_come_from_their_column_or_from_the_date(tmp_path: Path) -> None:
    file = read(tmp_path, "Date,Time,Item,Qty\n2026-01-01,3:15 pm,A,1\n2026-01-01 09:30,,B,1\n2026-01-01,?,C,1\n")

    assert [f"{row.sold_at_time}" for row in file.rows] == ["15:15:00", "09:30:00", "None"]
