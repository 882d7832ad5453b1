# Everything a newcomer, a developer and CI do. `make` alone lists the targets.
SHELL := /bin/bash
PY := .venv/bin/python
THOROUGH := HYPOTHESIS_PROFILE=thorough
# Compiled modules are kept: without them each worker would spend half of its time on compiling.
unexport PYTHONDONTWRITEBYTECODE
FAST := -m "not slow and not postgres and not peer" -n 2 -q

.PHONY: help demo demo-check test check bench smoke-kill screenshots lock locale format
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/.ready: requirements.lock deploy/setup/venv.sh
	@bash deploy/setup/venv.sh

.venv-peers/.ready: requirements-peers.lock deploy/setup/peers.sh
	@bash deploy/setup/peers.sh

demo: .venv/.ready ## start a centre, a fleet and the operator console in this terminal
	@$(PY) -m deploy.demo

demo-check: .venv/.ready ## the demo without a terminal: 200 alarms, each shown once, one JSON line at the end
	@$(PY) -m deploy.demo check

check: .venv/.ready ## format, lint, types, imports, fast tests (20 to 30 s of tests)
	@echo "[1/2] format, lint, types, imports"
	@.venv/bin/ruff format --check -q .
	@.venv/bin/ruff check -q .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo > .lint-imports.log || { cat .lint-imports.log; exit 1; }
	@echo "[2/2] fast tests"
	@$(PY) -m pytest $(FAST)

test: .venv/.ready .venv-peers/.ready ## everything, on real counterparts; installs Debian's packages for them
	@bash deploy/setup/debian.sh
	@echo "[test 1/3] make check"
	@$(MAKE) --no-print-directory check
	@echo "[test 2/3] properties, 300 examples each (a minute or two)"
	@$(THOROUGH) $(PY) -m pytest -m "hypothesis and not slow and not postgres and not peer" -n 2 -q --timeout 120
	@echo "[test 3/3] the daemon itself, PostgreSQL, Chromium and foreign counterparts (a few minutes)"
	@$(PY) -m pytest -m "slow or postgres or peer" -n 2 --dist loadfile -q --timeout 120

bench: .venv/.ready .venv-peers/.ready ## the figures, measured here and now
	@$(PY) -m tests.load.bench

smoke-kill: .venv/.ready ## 200 kill -9 under load: nothing answered may be lost
	@$(PY) -m tests.load.smoke_kill --kills 200

screenshots: .venv/.ready ## renew the pictures in docs/; installs Chromium from Debian's packages
	@bash deploy/setup/debian.sh chromium
	@$(PY) -m docs.screenshots

format: .venv/.ready ## let ruff tidy
	@.venv/bin/ruff format -q . && .venv/bin/ruff check -q --fix .

locale: .venv/.ready ## collect and compile the texts people read
	@bash deploy/setup/locale.sh

lock: ## renew the hash-pinned locks (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 requirements-peers.in -o requirements-peers.lock
