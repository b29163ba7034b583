#!/usr/bin/env bash
# Passes its input on, line by line, and says after every ten seconds without a line that the work goes on.
set -u
line=
while true; do
  IFS= read -r -t 10 part
  status=$?
  # What comes with a timeout is the beginning of a line.
  line+=$part
  if ((status == 0)); then
    echo "$line"
    line=
  elif ((status > 128)); then
    echo "  ... $SECONDS s"
  else
    break # the end, which may lack its newline
  fi
done
[ -z "$line" ] || echo "$line"
