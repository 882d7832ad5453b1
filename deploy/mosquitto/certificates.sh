#!/usr/bin/env bash
# Makes an authority, the broker's certificate and one for each named client: demo and test use. Safe to run again: what is
# there stays. In operation keep authority.key off the broker's machine, and give each device a certificate of its own.
#   certificates.sh FOLDER BROKER_HOST CLIENT...
set -euo pipefail
folder=${1:?folder} host=${2:?the name or address that clients call the broker by}
shift 2
days=${DAYS:-825}
umask 077
mkdir -p "$folder"
cd "$folder"

key() { [ -e "$1.key" ] || openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
sign() { # NAME EXTENSIONS
  [ -e "$1.pem" ] && return
  openssl req -new -key "$1.key" -subj "/CN=$1" |
    openssl x509 -req -CA authority.pem -CAkey authority.key -CAcreateserial -days "$days" -out "$1.pem" \
      -extfile <(printf '%s\n' "$2") 2>/dev/null
}

key authority
[ -e authority.pem ] || openssl req -x509 -new -key authority.key -days "$days" -subj "/CN=alarmd demo authority" \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -out authority.pem

key broker
case $host in *[!0-9.]*) name="DNS:$host" ;; *) name="IP:$host" ;; esac
sign broker "subjectAltName=$name
extendedKeyUsage=serverAuth"
for client in "$@"; do
  key "$client"
  sign "$client" "extendedKeyUsage=clientAuth"
done
