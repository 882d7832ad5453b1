#!/usr/bin/env bash
# Makes .venv-peers: foreign implementations that the tests talk to. They pin old packages, so they live apart.
set -euo pipefail
cd "$(dirname "$0")/../.."
echo "[1/2] making .venv-peers"
"${PYTHON:-python3}" -m venv .venv-peers
echo "[2/2] installing the foreign peers: $(grep -oE '^[A-Za-z0-9_.-]+==[^ ]+' requirements-peers.lock | paste -sd' ')"
.venv-peers/bin/pip install --disable-pip-version-check --no-deps --require-hashes -q -r requirements-peers.lock
touch .venv-peers/.ready
