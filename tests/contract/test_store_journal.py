"""The chain: whatever is changed is found, whatever is erased is listed, a cut tail shows at the anchor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from alarmd.store import journal as j
from alarmd.store.chain import extend
from alarmd.store.engine import reader_engine, tool_engine
from alarmd.store.tables import journal, journal_head, journal_payload, signals
from alarmd.store.unit_of_work import prepare, unit_of_work
from tests.contract.samples import a_signal, an_entry, an_incident, opening, presses
from tests.fakes.clock import START

ROWS = 11


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Ten presses, the first with a note, in a journal of eleven rows."""
    made = tool_engine(url)
    batch = presses(0, 1, 10)
    batch.entries.append(an_entry(7, batch.incidents[10_001], text="FRITEXT"))
    with made.begin() as connection:
        unit_of_work(made.dialect.name).write(connection, prepare(batch))
    yield made
    made.dispose()


def test_a_whole_journal_verifies(engine: Engine, url: str) -> None:
    steps: list[tuple[int, int]] = []
    reader = reader_engine(url, size=1)
    report = j.verify(reader, progress=lambda done, total: steps.append((done, total)))
    reader.dispose()
    assert (report.fault, report.rows, report.erasures) == (None, ROWS, [])
    assert len(report.head) == 64
    assert steps == [(ROWS, ROWS)]


def test_an_empty_journal_verifies(tmp_path_url: str) -> None:
    engine = tool_engine(tmp_path_url)
    assert j.verify(engine) == j.Report()
    engine.dispose()


def test_reading_in_pieces_gives_the_same(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = j.verify(engine)
    monkeypatch.setattr(j, "PIECE", 3)
    assert j.verify(engine) == whole


def set_(table: object, seq: int, **values: object) -> Callable[[Connection], object]:
    return lambda c: c.execute(update(table).where(table.c.seq == seq).values(**values))  # type: ignore[arg-type,attr-defined]


TAMPERINGS: dict[str, tuple[Callable[[Connection], object], int]] = {
    "time": (set_(journal, 4, at=START), 4),
    "tenant": (set_(journal, 4, tenant_id=2), 4),
    "kind": (set_(journal, 4, kind="erased"), 4),
    "reference": (set_(journal, 4, ref="signal:99"), 4),
    "digest": (set_(journal, 4, payload_digest=bytes(32)), 4),
    "previous": (set_(journal, 4, prev_hash=bytes(32)), 4),
    "hash": (set_(journal, 4, hash=bytes(32)), 4),
    "first": (set_(journal, 1, prev_hash=bytes(31) + b"\1"), 1),
    "payload": (set_(journal_payload, 5, payload=b"{}"), 5),
    "salt": (set_(journal_payload, 5, salt=bytes(32)), 5),
    "row gone": (lambda c: c.execute(delete(journal).where(journal.c.seq == 6)), 6),
    "payload gone": (lambda c: c.execute(delete(journal_payload).where(journal_payload.c.seq == 6)), 6),
    "tail gone": (lambda c: c.execute(delete(journal).where(journal.c.seq > 8)), 9),
    "head moved": (lambda c: c.execute(update(journal_head).values(hash=bytes(32))), ROWS + 1),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_found_where_it_is(engine: Engine, name: str) -> None:
    tamper, where = TAMPERINGS[name]
    with engine.begin() as connection:
        if name == "time":
            connection.execute(update(journal).where(journal.c.seq == 4).values(at=START.replace(year=2020)))
        else:
            tamper(connection)
    fault = j.verify(engine).fault
    assert fault is not None
    assert fault.seq == where


def test_a_row_written_anew_with_a_fitting_hash_breaks_the_next(engine: Engine) -> None:
    with engine.begin() as connection:
        old = connection.execute(select(journal).where(journal.c.seq == 3)).one()
        head = unit_of_work(engine.dialect.name).journal.lock(connection)
        page = extend(
            head._replace(seq=2, hash=bytes(old.prev_hash)),
            [j.Entry(j.to_micros(old.at), 1, "signal", "signal:3", b"forged")],
        )
        connection.execute(delete(journal).where(journal.c.seq == 3))
        connection.execute(delete(journal_payload).where(journal_payload.c.seq == 3))
        names = [column.name for column in journal.columns]
        row = dict(zip(names, page.journal[0], strict=True))
        connection.execute(insert(journal).values(**{**row, "at": old.at}))
        names = [column.name for column in journal_payload.columns]
        connection.execute(insert(journal_payload).values(**dict(zip(names, page.payload[0], strict=True))))
    fault = j.verify(engine).fault
    assert fault is not None
    assert fault.seq == 4


def test_a_cut_tail_with_a_fitting_head_shows_at_the_anchor(engine: Engine, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors"
    line = j.anchor(engine, anchors, START)
    assert line.startswith("2026-03-02T08:00:00+00:00 11 ")
    assert anchors.read_text() == line + "\n"
    assert j.verify(engine, anchors).anchors == 1
    with engine.begin() as connection:
        last = connection.execute(select(journal.c.hash).where(journal.c.seq == 8)).scalar_one()
        connection.execute(delete(journal).where(journal.c.seq > 8))
        connection.execute(delete(journal_payload).where(journal_payload.c.seq > 8))
        connection.execute(update(journal_head).values(seq=8, hash=last))
    assert j.verify(engine).fault is None
    assert j.verify(engine, anchors).fault == j.Fault(9, "the tail is cut off: the anchor file knows row 11")


def test_a_chain_made_anew_shows_at_the_anchor(engine: Engine, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors"
    j.anchor(engine, anchors, START)
    anchors.write_text(anchors.read_text().replace(" 11 ", " 5 "))
    fault = j.verify(engine, anchors).fault
    assert fault is not None
    assert (fault.seq, "anchor" in fault.why) == (5, True)


@pytest.mark.parametrize("content", ["x\n", "2026 eleven abc\n", "å\n"])
def test_an_anchor_file_that_cannot_be_read_is_told(engine: Engine, tmp_path: Path, content: str) -> None:
    anchors = tmp_path / "anchors"
    anchors.write_text(content, encoding="utf-8")
    with pytest.raises(j.JournalError, match="anchor file"):
        j.verify(engine, anchors)
    with pytest.raises(j.JournalError, match="anchor file"):
        j.verify(engine, tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("ref", "sequences"),
    [("signal:3", [3]), ("entry:7", [11]), ("incident:10001", [1, 11]), ("subscriber:1001", [1, 11])],
)
def test_what_is_erased_is_gone_and_listed_and_the_chain_is_whole(
    engine: Engine, ref: str, sequences: list[int]
) -> None:
    assert j.erase(engine, ref, reason="begärd", actor="operator:1", at=START) == len(sequences)
    report = j.verify(engine)
    assert report.fault is None
    assert [erasure.seq for erasure in report.erasures] == sequences
    assert {(e.ref, e.reason, e.at) for e in report.erasures} == {(ref, "begärd", START)}
    with engine.begin() as connection:
        left = set(connection.execute(select(journal_payload.c.seq)).scalars())
    assert left == set(range(1, ROWS + len(sequences) + 1)) - set(sequences)
    with pytest.raises(j.JournalError, match="nothing"):
        j.erase(engine, ref, reason="begärd", actor="operator:1", at=START)


def test_the_writer_goes_on_after_an_erasure(engine: Engine) -> None:
    j.erase(engine, "signal:3", reason="begärd", actor="operator:1", at=START)
    with engine.begin() as connection:
        unit_of_work(engine.dialect.name).write(connection, prepare(presses(1, 50, 2)))
    assert j.verify(engine).fault is None


def test_an_erased_payload_that_returns_is_found(engine: Engine) -> None:
    with engine.begin() as connection:
        row = connection.execute(select(journal_payload).where(journal_payload.c.seq == 3)).mappings().one()
    j.erase(engine, "signal:3", reason="begärd", actor="operator:1", at=START)
    with engine.begin() as connection:
        connection.execute(insert(journal_payload).values(**row))
    fault = j.verify(engine).fault
    assert fault is not None
    assert (fault.seq, fault.why) == (3, "its payload was erased and is there again")


@pytest.mark.parametrize("ref", ["", "signal", "signal:x", "signal:-1", "person:1", "signal:²"])
def test_other_references_are_refused(engine: Engine, ref: str) -> None:
    with pytest.raises(j.JournalError):
        j.erase(engine, ref, reason="x", actor="y", at=START)


def test_erased_bytes_are_gone_from_the_files_too(tmp_path_url: str) -> None:
    engine = tool_engine(tmp_path_url)
    signal = a_signal(1, raw=b"", detail={"text": "HEMLIGHETEN"})
    batch = opening(0, (signal, an_incident(50, signal)))
    batch.entries.append(replace(an_entry(7, batch.incidents[50]), text="HEMLIGHETEN"))
    with engine.begin() as connection:
        unit_of_work("sqlite").write(connection, prepare(batch))
    path = Path(tmp_path_url.removeprefix("sqlite:///"))

    def on_disk() -> bool:
        return any(b"HEMLIGHETEN" in file.read_bytes() for file in path.parent.glob("alarmd.db*"))

    held = engine.connect()
    assert on_disk()
    j.erase(engine, "incident:50", reason="begärd", actor="operator:1", at=START)
    assert not on_disk()
    assert held.execute(select(signals.c.id)).scalar() == 1
    held.close()
    engine.dispose()
