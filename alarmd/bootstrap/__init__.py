"""Composition root: the only room that knows every part, joined in the order in which an alarm meets them."""

from __future__ import annotations

from alarmd.bootstrap.daemon import Daemon

__all__ = ["Daemon"]
