"""Two applications: the public one knows nothing of the internal one."""

from __future__ import annotations

from litestar import get

from alarmd.web.apps import internal_app, public_app


@get("/one", sync_to_thread=False)
def one() -> str:
    """One route."""
    return "one"


def test_the_public_application_has_its_routes_and_nothing_else() -> None:
    assert {route.path for route in public_app([one]).routes} == {"/one"}
    assert "/api/schema" in {route.path for route in internal_app([one], "1").routes}
