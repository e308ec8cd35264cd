#!/usr/bin/env bash
# A database server for tests: mariadb or postgres, on a free port of this machine, in a temporary directory, with TLS.
# Says `name=value` lines and then `ready`; ends, and leaves nothing behind, when its input ends.
set -euo pipefail
kind=$1
# Each test makes some fifty tables, which are as many files: in memory where there is room for them.
place=${TMPDIR:-/tmp}
if [ "$(df --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 4000000 ] 2>/dev/null; then place=/dev/shm; fi
folder=$(mktemp -d "$place/koppel-$kind.XXXXXX")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
server=
trap 'test -z "$server" || { kill -KILL "$server" 2>/dev/null; wait "$server" 2>/dev/null; } || true; rm -rf "$folder"' EXIT

# Neither server runs as root.
case $kind in mariadb) user=mysql ;; postgres) user=postgres ;; esac
as=()
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid "$user" --regid "$user" --clear-groups --); fi

# An authority, and a certificate for `localhost` and no other name.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test -addext basicConstraints=critical,CA:TRUE \
  -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
  -keyout "$folder/server.key" -out "$folder/server.csr" 2>/dev/null
openssl x509 -req -in "$folder/server.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days 2 \
  -extfile <(echo "subjectAltName=DNS:localhost") -out "$folder/server.pem" 2>/dev/null
chmod 600 "$folder"/*.key
chmod 711 "$folder"
mkdir "$folder/data"
if [ "$(id -u)" = 0 ]; then chown "$user:" "$folder" "$folder/data" "$folder"/server.*; fi

# What a killed server had acknowledged is in the system's memory: tests kill servers, not machines.
if [ "$kind" = mariadb ]; then
  "${as[@]}" mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$folder/log" 2>&1
  start() {
    "${as[@]}" mariadbd --no-defaults --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" \
      --bind-address=127.0.0.1 --port="$port" --innodb-flush-log-at-trx-commit=2 --innodb-flush-method=nosync --innodb-file-per-table=0 --innodb-buffer-pool-size=64M --sync-frm=0 \
      --ssl-cert="$folder/server.pem" --ssl-key="$folder/server.key" --max-connections=300 \
      --character-set-server=latin1 >>"$folder/log" 2>&1 &
  }
  admin() { mariadb --no-defaults --protocol=socket --socket="$folder/socket" -u root "$@"; }
  make_users="CREATE USER koppel@'%' IDENTIFIED BY 'canary-pass'; GRANT ALL ON *.* TO koppel@'%' WITH GRANT OPTION"
else
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  "${as[@]}" "$bin/initdb" -D "$folder/data" -U root --auth-local=trust --auth-host=scram-sha-256 --locale=C.UTF-8 \
    --no-sync >"$folder/log" 2>&1
  start() {
    "${as[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c fsync=off \
      -c shared_buffers=32MB -c max_connections=200 -c ssl=on -c ssl_cert_file="$folder/server.pem" \
      -c ssl_key_file="$folder/server.key" >>"$folder/log" 2>&1 &
  }
  admin() { psql -q -h "$folder" -p "$port" -U root postgres -c "$2" >/dev/null; }
  make_users="CREATE ROLE koppel LOGIN SUPERUSER PASSWORD 'canary-pass'"
fi
# One that was killed leaves processes that hold its memory for a moment; until they are gone, the next one does not start.
up() {
  start
  server=$!
  for _ in $(seq 600); do
    if admin -e "SELECT 1" >/dev/null 2>&1; then return; fi
    if ! kill -0 "$server" 2>/dev/null; then
      start
      server=$!
    fi
    sleep 0.1
  done
  cat "$folder/log" >&2
  return 1
}
up
admin -e "$make_users"
printf '%s\n' "port=$port" "folder=$folder" "roots=$folder/ca.pem" "pid=$server" ready
# `restart`: the server is killed, as by a power cut, and started again.
while read -r word; do
  if [ "$word" = restart ]; then
    kill -KILL "$server"
    wait "$server" 2>/dev/null || true
    up
    printf '%s\n' "pid=$server" ready
  fi
done
