"""Each tenant's times: those of the settings file, with the tenant's own in their place."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.policy import Policy, with_own


class Policies:
    """Implements `PolicyOf`: a tenant that has chosen nothing gets the standard.

    New times count from the next step of an incident; a deadline that is running stays as it was given.
    """

    def __init__(self, standard: Policy, own: Mapping[int, Mapping[str, object]] | None = None) -> None:
        self._standard = standard
        self._by_tenant: dict[int, Policy] = {}
        self.replace_all(own or {})

    def __call__(self, tenant_id: int) -> Policy:
        """The policy of a tenant, by its id."""
        return self._by_tenant.get(tenant_id, self._standard)

    def replace_all(self, own: Mapping[int, Mapping[str, object]]) -> None:
        """Take the tenants' own times as the registry has them now, by tenant id."""
        self._by_tenant = {tenant_id: with_own(self._standard, times) for tenant_id, times in own.items()}
