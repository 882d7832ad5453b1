#!/usr/bin/env bash
# Makes .venv from the hash-pinned lock. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { echo "alarmd needs Python 3.11 or later; $("$python" --version) is what python3 names. Set PYTHON=/path/to/python3.11." >&2; exit 1; }
echo "[1/3] making .venv"
"$python" -m venv .venv
echo "[2/3] installing $(grep -c '==' requirements.lock) pinned packages (about a minute)"
.venv/bin/pip install --disable-pip-version-check --no-deps --require-hashes --progress-bar on -q -r requirements.lock
echo "[3/3] linking alarmd into it"
.venv/bin/pip install --disable-pip-version-check --no-deps --no-build-isolation -q -e .
touch .venv/.ready
