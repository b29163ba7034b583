#!/usr/bin/env bash
# fingerprint.sh inputs|outputs: one line that changes with any file that goes into the server and its page, or that came out of building them.
# By contents: a checkout that touches every file and changes none is nothing new, and a file that is gone is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1-} in
  inputs)
    made=(-name bin -o -name obj -o -name node_modules -o -name dist -o -name wwwroot)
    find . -maxdepth 1 -type f -print0
    find build src -type d \( "${made[@]}" \) -prune -o -type f -print0
    ;;
  outputs)
    for folder in bin/Release wwwroot; do
      if [ -d "src/OrleansRealtime.Server/$folder" ]; then find "src/OrleansRealtime.Server/$folder" -type f -print0; fi
    done
    ;;
  *) echo "fingerprint.sh: inputs or outputs?" >&2; exit 2 ;;
esac | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
