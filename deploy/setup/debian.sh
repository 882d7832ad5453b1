#!/usr/bin/env bash
# Installs from Debian's packages the real counterparts that the whole test suite talks to, and says so.
set -euo pipefail
declare -A wanted=([sipp]=sip-tester [socat]=socat [strace]=strace [runuser]=util-linux)
missing=()
for program in "${!wanted[@]}"; do command -v "$program" >/dev/null || missing+=("${wanted[$program]}"); done
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0
sudo=; [ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing from Debian's packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
