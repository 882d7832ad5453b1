"""What is told about settings that cannot be used."""

from __future__ import annotations

import pytest

from alarmd.config import ConfigError, from_tree


def mistakes(tree: dict[str, object], environment: dict[str, str] | None = None) -> str:
    """All sentences, one a line."""
    with pytest.raises(ConfigError) as caught:
        from_tree(tree, environment or {})
    return "\n".join(caught.value.mistakes)


def door_mistakes(**words: object) -> str:
    """All sentences about one door."""
    return mistakes({"doors": [words]})
