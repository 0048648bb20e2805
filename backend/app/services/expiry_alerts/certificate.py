"""The certificate of a destruction, as a PDF of A4 pages. It shows costs, so only who may see them may ask for it."""

import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Destruction, DestructionLine, Pharmacy
from app.services import pharmacies
from app.services.expiry_alerts.destruction import DestructionView, find
from app.utils import clock
from app.utils.quantities import money_text, plain

# The wider font first: the one that ships with the library knows Latin letters only.
_FILES: Final = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "Vera.ttf")
_HEADINGS: Final = ("Medicine", "Batch", "Expiry", "Quantity", "Unit cost", "Value")
_WIDTHS: Final = [54 * mm, 30 * mm, 26 * mm, 20 * mm, 22 * mm, 24 * mm]


def _font() -> TTFont:
    found = next((path for path in _FILES if Path(path).is_file()), _FILES[-1])
    font = TTFont("Certificate", found)
    pdfmetrics.registerFont(font)
    return font


rl_config.invariant = 1  # the same document is the same bytes
_FONT: Final = _font()
_TEXT: Final = ParagraphStyle("text", fontName="Certificate", fontSize=9, leading=12)
_TITLE: Final = ParagraphStyle("title", parent=_TEXT, fontSize=15, leading=20)


async def certify(session: AsyncSession, destruction_id: int) -> bytes:
    """The certificate of a destruction as a PDF.

    Raises:
        DestructionNotFound: this pharmacy has none of this id.
    """
    view = await find(session, destruction_id)
    return render(view, await pharmacies.get(session, view.destruction.pharmacy_id))


def render(view: DestructionView, pharmacy: Pharmacy) -> bytes:
    """The certificate of one destruction. A letter that the font lacks is shown by its number, never left out."""
    document, written = view.destruction, io.BytesIO()
    title = f"Certificate of destruction No. {document.number}"
    page = SimpleDocTemplate(
        written, pagesize=A4, title=title, author=_shown(pharmacy.name), leftMargin=17 * mm, rightMargin=17 * mm
    )
    page.build(
        [
            Paragraph(title, _TITLE),
            *(Paragraph(_shown(line), _TEXT) for line in _facts(view, pharmacy)),
            Spacer(0, 6 * mm),
            _table(document, view.lines, pharmacy.currency),
            Spacer(0, 18 * mm),
            _signatures(view),
        ]
    )
    return written.getvalue()


def _facts(view: DestructionView, pharmacy: Pharmacy) -> list[str]:
    document = view.destruction
    on = clock.business_day(document.destroyed_at, pharmacy.time_zone)
    told = {
        "": pharmacy.name,
        "Address: ": pharmacy.address,
        "Licence: ": pharmacy.license_no,
        "Destroyed on: ": on.isoformat(),
        "Method: ": document.method,
        "Place: ": document.place,
        "Witness: ": document.witness_name,
        "Note: ": document.note,
    }
    return [label + value for label, value in told.items() if value]


def _table(document: Destruction, lines: Sequence[DestructionLine], currency: str) -> Table:
    rows = [[Paragraph(heading, _TEXT) for heading in _HEADINGS]]
    for line in lines:
        cells = (
            line.medicine_name,
            line.batch_no or "not known",
            line.expires_on.isoformat() if line.expires_on else "not known",
            format(plain(line.qty), "f"),
            "not known" if line.unit_cost is None else money_text(line.unit_cost),
            money_text(line.value),
        )
        rows.append([Paragraph(_shown(cell), _TEXT) for cell in cells])
    total = f"Written off at cost, {currency}"
    rows.append([Paragraph(text, _TEXT) for text in (total, "", "", "", "", money_text(document.value))])
    ruled = TableStyle([("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return Table(rows, colWidths=_WIDTHS, style=ruled, repeatRows=1)


def _signatures(view: DestructionView) -> Table:
    names = (f"Witness: {view.destruction.witness_name}", f"For the pharmacy: {view.actor_name or ''}")
    cells = [Paragraph(_shown(name), _TEXT) for name in names]
    above = TableStyle([("LINEABOVE", (column, 0), (column, 0), 0.6, colors.black) for column in (0, 2)])
    return Table([[cells[0], "", cells[1]]], colWidths=[80 * mm, 16 * mm, 80 * mm], style=above)


def _shown(text: str) -> str:
    """Text as the font can draw it, escaped for the library's own markup."""
    drawable = (one if ord(one) in _FONT.face.charToGlyph else f"[U+{ord(one):04X}]" for one in " ".join(text.split()))
    return escape("".join(drawable))
