#!/usr/bin/env bash
# need.sh node|chromium|postgres|nginx|redis|nchan: makes sure that the program is there. On Debian as root it is installed; elsewhere one line says what is missing,
# and the exit code is 1.
set -uo pipefail

has() {
  case $1 in
    node) command -v npm > /dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2> /dev/null ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    # Debian keeps each version's programs in a folder of its own, out of the path.
    postgres) ls /usr/lib/postgresql/*/bin/initdb || command -v initdb ;;
    nginx) command -v nginx || ls /usr/sbin/nginx ;;
    redis) command -v redis-server ;;
    nchan) ls /usr/sbin/nginx /usr/lib/nginx/modules/ngx_nchan_module.so ;;
  esac > /dev/null 2>&1
}

case ${1-} in
  node) name="Node 18 or newer with npm" packages="nodejs npm" ;;
  chromium) name="Chromium" packages="chromium fonts-liberation" ;;
  postgres) name="PostgreSQL's server" packages="postgresql" ;;
  nginx) name="nginx" packages="nginx-light" ;;
  redis) name="Redis' server" packages="redis-server" ;;
  nchan) name="nginx with nchan" packages="nginx-light libnginx-mod-nchan" ;;
  *) echo "need.sh: node, chromium, postgres, nginx, redis or nchan?" >&2; exit 2 ;;
esac

has "$1" && exit 0
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  echo "Installing $packages ..."
  log=$(mktemp)
  # What is installed for tests is not started as a service of the machine: by Debian's policy, exit code 101 forbids it.
  policy=/usr/sbin/policy-rc.d
  if [ "$1" != node ] && [ "$1" != chromium ] && [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' > $policy && chmod +x $policy
  fi
  # A new machine may have no package lists, or old ones.
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages; } 2>&1 |
    tee "$log" | sed -nu '/^Fetched/s/^/  /p' | "$(dirname "${BASH_SOURCE[0]}")/ticks.sh" || tail -n 3 "$log" >&2
  rm -f "$log"
  has "$1" && exit 0
  echo "$name is missing, and apt-get could not install it." >&2
else
  echo "$name is missing. Please install it." >&2
fi
exit 1
