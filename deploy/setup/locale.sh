#!/usr/bin/env bash
# Collects the console's texts, brings them into the catalogues and compiles those. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/../.."
pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
.venv/bin/pybabel -q extract -k N_ --no-location --sort-output --omit-header --width 120 -o "$pot" console
for language in sv en; do
  po=console/locale/$language/LC_MESSAGES/console.po
  [ -e "$po" ] || .venv/bin/pybabel -q init -D console -l "$language" -i "$pot" -o "$po" --width 120
  .venv/bin/pybabel -q update -D console -l "$language" -i "$pot" -o "$po" --width 120 --no-fuzzy-matching \
    --ignore-obsolete --ignore-pot-creation-date
  .venv/bin/pybabel compile -D console -l "$language" -i "$po" -o "${po%.po}.mo" --statistics
done
