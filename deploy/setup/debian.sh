#!/usr/bin/env bash
# Installs from Debian's packages what the whole test suite talks to, and says so. With names: only those programs.
set -euo pipefail
declare -A wanted=(
  [chromium]=chromium [initdb]=postgresql [mosquitto]=mosquitto [mosquitto_pub]=mosquitto-clients [runuser]=util-linux [sipp]=sip-tester [socat]=socat [strace]=strace
)
there() {
  if [ "$1" = initdb ]; then compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; else command -v "$1" >/dev/null; fi
}
[ $# -gt 0 ] || set -- "${!wanted[@]}"
missing=()
for program in "$@"; do there "$program" || missing+=("${wanted[$program]}"); done
[ ${#missing[@]} -eq 0 ] && exit 0
sudo=; [ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing from Debian's packages: ${missing[*]} (a few minutes)"
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "installed: ${missing[*]}"
