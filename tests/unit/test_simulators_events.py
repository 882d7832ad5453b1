"""Every kind of event has its codes in both protocols."""

from __future__ import annotations

import pytest

from simulators.events import CODES, PRESS, Event, What


@pytest.mark.parametrize("what", list(What))
def test_codes_have_the_shape_of_their_protocol(what: What) -> None:
    codes = CODES[what]
    assert len(codes.contact_id) == 3
    assert codes.contact_id.isdigit()
    assert all(len(c) == 2 and c.isupper() for c in (codes.sia, codes.sia_restored))
    assert 0 <= codes.device_type <= 51
    assert all(0 <= s <= 127 for s in (codes.status, codes.status_restored))
    assert 0 <= codes.priority <= 9


def test_a_press_is_what_the_sheets_say() -> None:
    assert PRESS.codes == CODES[What.PRESS]
    assert (PRESS.codes.contact_id, PRESS.codes.sia, PRESS.codes.device_type, PRESS.codes.status) == (
        "101",
        "QA",
        3,
        10,
    )
    assert Event(what=What.SMOKE).codes.priority == 9
