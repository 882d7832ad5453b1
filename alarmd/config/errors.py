"""What can be wrong with settings.

ConfigError    the operator's file or environment; every mistake has its sentence
"""

from __future__ import annotations


class ConfigError(Exception):
    """The settings cannot be used; `mistakes` holds a sentence for each thing to mend."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes
