"""What the headings of sales reports say, in the languages that pharmacies export in."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal, TypeAlias

Meaning: TypeAlias = Literal[
    "date", "time", "medicine", "quantity", "unit_price", "amount", "reference",
    "calendar", "total", "other",
]  # fmt: skip

# Longer phrases say more than shorter ones; the number settles what stands in one heading twice,
# as in "medicine quantity" or "date of birth".
_PHRASES: dict[Meaning, dict[int, str]] = {
    "date": {
        9: "sale date, sales date, sold on, date of sale, bill date, invoice date, transaction date, "
        "trans date, txn date, voucher date, verkaufsdatum, rechnungsdatum, belegdatum, "
        "date de vente, date vente, date facture, fecha de venta, fecha venta, data da venda, "
        "data venda, bikri tarikh, bikri dinank",
        7: "date, dates, datum, fecha, data, tarikh, tareekh, dinank, dt, date time, datetime, "
        "timestamp, day date, business date, posting date, buchungsdatum, dia",
    },
    "time": {
        6: "time, sale time, bill time, invoice time, zeit, uhrzeit, heure, hora, samay, "
        "time of day, sold at",
    },
    "medicine": {
        9: "medicine name, item name, product name, drug name, brand name, article name, "
        "item description, product description, material description, medicine, medicines, drug, "
        "medikament, arzneimittel, artikelbezeichnung, artikelname, medicament, nom du produit, "
        "nom produit, medicamento, nombre del producto, nome do produto, dawa, dawai, davai, "
        "dava, dawa ka naam",
        8: "product, item, article, artikel, produkt, produit, producto, articulo, produto, artigo, "
        "particulars, designation, sku name, brand, preparation, praeparat, farmaco, remedio",
        6: "description, bezeichnung, libelle, descripcion, descricao, name of item, generic name, "
        "molecule, wirkstoff, saman, vastu",
        4: "name, nom, nombre, nome, naam, naama",
        2: "item code, product code, drug code, article code, item no, item id, product id, "
        "medicine id, sku, pzn, cip, ndc, barcode, ean, gtin, artikelnummer, codigo, code",
    },
    "quantity": {
        9: "quantity sold, qty sold, sold quantity, sold qty, units sold, sale quantity, sale qty, "
        "sales quantity, sales qty, billed qty, net qty, net quantity, dispensed, "
        "quantity dispensed, qty dispensed, verkaufte menge, quantite vendue, qte vendue, "
        "cantidad vendida, quantidade vendida, bikri matra",
        8: "quantity, qty, quantities, menge, anzahl, stueck, stuck, stk, quantite, qte, cantidad, "
        "cant, unidades, quantidade, qtde, qtd, matra, sankhya, nag, units, unit qty, pcs, pieces, "
        "packs sold, volume, sold, nos, total qty, total quantity",
        3: "sales, sale, absatz, ventes, ventas, vendas, bikri, count",
    },
    "unit_price": {
        9: "unit price, price per unit, unit rate, rate per unit, selling price, sale price, "
        "sale rate, sales price, price each, einzelpreis, stueckpreis, verkaufspreis, "
        "prix unitaire, prix de vente, precio unitario, precio de venta, preco unitario, "
        "preco de venda",
        8: "price, rate, preis, prix, precio, preco, daam, dam, mulya, keemat, bhav",
        3: "mrp, ptr",
    },
    "amount": {
        8: "amount, line total, line amount, net amount, total amount, amt, net amt, value, "
        "sale value, sales value, sales amount, sale amount, revenue, total price, total value, "
        "betrag, gesamtpreis, gesamtbetrag, umsatz, montant, montant total, importe, importe total, "
        "valor, valor total, rakam, rashi, kul rakam, net value, gross amount, gross value",
    },
    "reference": {
        9: "bill no, bill number, bill, bill id, invoice no, invoice number, invoice, invoice id, "
        "receipt no, receipt number, receipt, voucher no, vch no, transaction id, txn id, "
        "transaction no, order no, order id, sale id, sales id, ticket, ticket no, document no, "
        "rechnungsnummer, rechnungsnr, rechnung, belegnummer, beleg nr, belegnr, beleg, bon nr, "
        "bonnummer, numero de facture, no facture, n facture, facture, factura, numero de factura, "
        "no factura, nota fiscal, numero da nota, cupom, fatura, ref, reference, ref no, bill ref, "
        "reference no, bill reference",
    },
    "calendar": {
        9: "year, month, month name, month no, day, day name, day of week, day of month, "
        "day of year, dayofweek, weekday, weekday name, week day, week, week no, week number, "
        "iso week, quarter, hour, hours, hour of day, season, is weekend, weekend, holiday, "
        "is holiday, fiscal year, financial year, jahr, monat, tag, wochentag, kw, kalenderwoche, "
        "woche, quartal, stunde, annee, mois, jour, jour de la semaine, semaine, trimestre, ano, "
        "mes, dia de la semana, dia da semana, semana, saal, mahina, mahine, din, var",
    },
    "total": {
        9: "total, totals, grand total, sub total, subtotal, sum, row total, daily total, day total, "
        "summe, gesamt, gesamtsumme, somme, total general, suma, soma, kul, kul yog, yog, all",
    },
    "other": {
        12: "expiry, expiry date, exp date, exp, expires, expiration, verfall, verfallsdatum, "
        "peremption, vencimiento, validade, vencimento, mfg, mfg date, manufacturing date, "
        "date of birth, dob, birth date, due date, delivery date, order date, purchase date, "
        "received date, return date, entry date, created, created at, updated, updated at, "
        "print date, last sale date, geburtsdatum, batch, batch no, lot, lot no, charge, lote",
        11: "customer, customer name, client, patient, patient name, party, party name, doctor, "
        "doctor name, dr name, prescriber, cashier, user, user name, salesman, staff, employee, "
        "supplier, supplier name, vendor, manufacturer, company, company name, mfr, marketed by, "
        "kunde, kundenname, kassierer, lieferant, hersteller, fournisseur, fabricant, cliente, "
        "proveedor, fornecedor, laboratorio, fabricante, pharmacist, store, store name, branch, "
        "branch name, shop, outlet, location, filiale, sucursal, filial, city, address, phone, "
        "mobile, customer id, patient id, store id, branch id",
        10: "stock, stock qty, opening stock, closing stock, opening qty, closing qty, opening, "
        "closing, balance, balance qty, on hand, bestand, inventario, estoque, purchase qty, "
        "purchase quantity, purchase price, purchase rate, purchase, cost, cost price, unit cost, "
        "einkaufspreis, return qty, returned qty, return quantity, returns, free, free qty, "
        "scheme, pack, pack size, packing, packung, packungsgroesse, strip size, hsn, hsn code, "
        "gst, gst rate, gst amount, gst no, cgst, sgst, igst, tax, tax amount, tax rate, vat, mwst, "
        "tva, iva, discount, disc, discount amount, rabatt, remise, descuento, desconto, "
        "category, group, department, class, type, form, strength, dosage, schedule, "
        "kategorie, categorie, categoria, warengruppe, unit, uom, unit of measure, einheit, unite, "
        "unidad, unidade, remarks, remark, notes, note, comment, comments, bemerkung, status, "
        "payment, payment mode, payment method, margin, profit, currency, s no, sr no, sl no, "
        "sno, serial no, serial number, row, row no, index, no, nr, lfd nr, id, line no, line, "
        "gender, age, therapeutic class, atc, atc code, composition",
    },
}  # fmt: skip
_TOTAL_ROW = re.compile(
    r"(?:grand |sub ?|page |day |daily |month |monthly |report |net |kul )?"
    r"(?:totals?|subtotals?|summe|gesamt\w*|zwischensumme|somme|suma|soma|totale|sum|yog)\b"
)
_LONGEST = 200


def _by_phrase() -> dict[tuple[str, ...], list[tuple[int, Meaning]]]:
    phrases: dict[tuple[str, ...], list[tuple[int, Meaning]]] = {}
    for meaning, groups in _PHRASES.items():
        for weight, listed in groups.items():
            for phrase in listed.split(","):
                phrases.setdefault(tuple(phrase.split()), []).append((weight, meaning))
    return phrases


_INDEX = _by_phrase()
_LONGEST_PHRASE = max(map(len, _INDEX))


@lru_cache(maxsize=8_192)
def words_of(heading: str) -> tuple[str, ...]:
    """Lower-case words without accents: `Qté vendue` -> (qte, vendue), `SaleDate` -> (sale, date)."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading[:_LONGEST])
    letters = unicodedata.normalize("NFKD", split.casefold().replace("ß", "ss"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for umlaut, spelled in (("stuck", "stueck"), ("praparat", "praeparat")):
        plain = plain.replace(umlaut, spelled)
    return tuple(re.findall(r"[^\W_]+", plain))


def exact_meaning(heading: str) -> Meaning | None:
    """What the whole heading means; None when it is no known phrase."""
    found = _INDEX.get(words_of(heading))
    return max(found)[1] if found else None


@lru_cache(maxsize=8_192)
def meanings(heading: str) -> tuple[tuple[float, Meaning], ...]:
    """What a heading may mean, strongest first; whole headings count more than parts of one."""
    words = words_of(heading)
    scores: dict[Meaning, float] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1):
            for weight, meaning in _INDEX.get(words[start:end], ()):
                covered = (end - start) / len(words)
                score = weight * (1.5 if covered == 1 else 0.5 + covered / 2)
                scores[meaning] = max(scores.get(meaning, 0.0), score)
    return tuple(sorted(((score, meaning) for meaning, score in scores.items()), reverse=True))


def is_total(text: str) -> bool:
    """Whether a cell labels a row of totals: `Total`, `Grand total:`, `Summe Januar`."""
    return _TOTAL_ROW.match(" ".join(words_of(text))) is not None


def is_exact_total(text: str) -> bool:
    """Whether a cell holds nothing but the word for a total."""
    return exact_meaning(text) == "total"
