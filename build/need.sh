#!/usr/bin/env bash
# need.sh node|chromium: makes sure that the program is there. On Debian as root it is installed; elsewhere one line says what is missing,
# and the exit code is 1.
set -u

has() {
  case $1 in
    node) command -v npm > /dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2> /dev/null ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
  esac > /dev/null
}

case ${1-} in
  node) name="Node 18 or newer with npm" packages="nodejs npm" ;;
  chromium) name="Chromium" packages="chromium fonts-liberation" ;;
  *) echo "need.sh: node or chromium?" >&2; exit 2 ;;
esac

has "$1" && exit 0
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  echo "Installing $packages ..."
  log=$(mktemp)
  # A new machine may have no package lists, or old ones.
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages; } > "$log" 2>&1 || tail -n 3 "$log" >&2
  rm -f "$log"
  has "$1" && exit 0
  echo "$name is missing, and apt-get could not install it." >&2
else
  echo "$name is missing. Please install it." >&2
fi
exit 1
