"""Who has times of its own gets them, everybody else the standard."""

from __future__ import annotations

from alarmd.domain.policy import Policy
from alarmd.services.policies import Policies


def test_a_tenant_has_its_own_times_and_the_rest_is_the_standard() -> None:
    policies = Policies(Policy(lease_s=90), {2: {"answer_s": 45, "colour": "red", "arrival_s": 1}})
    assert policies(1) == Policy(lease_s=90)
    assert policies(2) == Policy(answer_s=45, lease_s=90)
    policies.replace_all({1: {"answer_s": 10}})
    assert (policies(1).answer_s, policies(2).answer_s) == (10, 30)
