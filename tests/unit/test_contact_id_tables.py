"""The shipped tables are whole; a wrong row is explained."""

from __future__ import annotations

import pytest

from protocols.contact_id import (
    CLASSES,
    KINDS,
    BadTableError,
    ContactId,
    Meaning,
    SiaEvent,
    classify_contact_id,
    classify_sia,
    read_table,
)
from protocols.contact_id.tables import contact_id_table, known_sia_codes, sia_table

# The class columns of the sheet, §1.2 and §2.3; 608 and RY are "T and C" there, C here so that nobody misses it.
SHEET_CONTACT_ID = {
    "A": "100 101 102 103 120 121 122 123 140 150 641 646",
    "B": "110 111 112 113 114 115 117 151 154 162",
    "C": "118 144 145 152 153 158 159 300 301 302 307 309 311 312 316 317 321 330 333 338 375 376 380 383 384 "
    "385 386 389 391 393 394 570 608 654",
    "D": "147 308 344 350 351 352 353 354 355 356 381 382",
    "I": "305 306 336 400 401 406 411 441 456 458 465 605 606 616 621 622 623 624 625 627 628 642 645 647",
    "T": "601 602 603 604 607 611 612",
}
SHEET_SIA = {
    "A": "MA QA PA HA UA NA",
    "B": "FA KA SA GA WA",
    "C": "ZA TA AT YT YM YP YI XT XS YX YW YA YF YN YO IA ET RY",
    "D": "XQ XL BZ UY UZ FY FZ YC YS LT NT RT XX",
    "I": "AR YR YQ YJ XR XH XJ YK LR NR NC RR RN YZ YH YG YY NS JP JK JT JD LF LE OC OP CL LB LX RB RS RU RD IR "
    "ER AB MI MH QR PH FR",
    "T": "RP RX TX TP TS TE TC TW TZ",
}


def test_every_code_of_the_sheet_has_its_class() -> None:
    for event_class, codes in SHEET_CONTACT_ID.items():
        for code in codes.split():
            assert code in contact_id_table()
            assert classify_contact_id(ContactId("1", "1", code, "00", "000")).event_class == event_class, code
    for event_class, codes in SHEET_SIA.items():
        for code in codes.split():
            assert code in known_sia_codes()
            assert classify_sia(SiaEvent(code)).event_class == event_class, code


@pytest.mark.parametrize("table", [contact_id_table(), sia_table()], ids=["contact_id", "sia"])
def test_every_row_is_whole(table: dict[str, Meaning]) -> None:
    for code, meaning in table.items():
        assert meaning.event_class in CLASSES, code
        assert meaning.kind in KINDS, code
        assert meaning.label_sv, code
        assert meaning.label_en, code
        if meaning.event_class == "D":
            assert meaning.kind == "link", code
        if meaning.event_class == "B":
            assert meaning.kind in {"fire", "gas", "water"}, code


def test_makers_own_codes_are_in_no_table() -> None:
    assert not {str(code) for code in range(750, 790)} & set(contact_id_table())


def test_a_table_of_ones_own() -> None:
    table = read_table('751 = ["A", "fall", "Fall", "fall"]\nZZ = ["C", "mains", "a", "b", "restore"]', "mine.toml")
    assert table["751"] == Meaning("A", "fall", "Fall", "fall")
    assert table["ZZ"].restore


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("751 = ", "mine.toml"),
        ("751 = 3", "code 751: wanted"),
        ('751 = ["A", "fall", "Fall"]', "code 751: wanted"),
        ('751 = ["X", "fall", "Fall", "fall"]', "class is one of"),
        ('751 = ["A", "flop", "Fall", "fall"]', "flop is no kind"),
        ('751 = ["A", "fall", "Fall", "fall", "over"]', "restore"),
    ],
)
def test_a_wrong_row_is_explained(text: str, words: str) -> None:
    with pytest.raises(BadTableError, match=words):
        read_table(text, "mine.toml")
