#!/usr/bin/env bash
# How long transfers take compared with curl --parallel, in the same minutes: 1,000 files of 100 kB and 48 of 8 MB, on a line
# with 50 ms to the first byte and 20 MB/s a connection, 8 connections. Prints a line for each, with the ratio of the whole
# command and that of the run in it (`seconds` of the JSON); both are medians.
#   src/test/bench/transfers.sh [ROUNDS]        3 rounds where none are said
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
rounds=${1:-3}
work=$(mktemp -d)
coproc LINE { exec java -Xshare:auto -XX:TieredStopAtLevel=1 -Xmx64m src/test/bench/Line.java 50 20000000; }
trap 'kill "$LINE_PID" 2>/dev/null || true; rm -rf "$work"' EXIT
read -r port <&"${LINE[0]}"
url=http://127.0.0.1:$port

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f\n", b - a }'; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

harvest() { # FOLDER
  printf 'description: What a line lets through\nsearch: {protocol: none, urls: ["%s/%s/"]}\nlinks: [{content_type: directory}]\nstore: {to: "file:out"}\n' \
    "$url" "$1"
}

ours() { # FOLDER FILES: seconds of the whole command, and of the run
  local start
  rm -rf "$work/home"
  start=$(now)
  ./camelopard harvest "$work/$1.yaml" --home "$work/home" --json --set camelopard.network.allow=127.0.0.0/8 \
    --set camelopard.transfers=8 --set camelopard.transfers.perHost=8 >"$work/json" 2>"$work/log" ||
    { tail -n 5 "$work/log" >&2; exit 1; }
  since "$start" >>"$work/$1.command"
  sed 's/.*"seconds":\([0-9.]*\).*/\1/' "$work/json" >>"$work/$1.run"
  [ "$(find "$work/home/store" -name '*.fits' | wc -l)" = "$2" ] || { echo "not all $2 files are stored" >&2; exit 1; }
}

peer() { # FOLDER FILES
  local start
  rm -rf "$work/curl"
  mkdir "$work/curl"
  start=$(now)
  (cd "$work/curl" && curl --no-progress-meter -f --parallel --parallel-max 8 --remote-name-all "$url/$1/f[0000-$(printf %04d $(($2 - 1)))].fits")
  since "$start" >>"$work/$1.curl"
}

compare() { # FOLDER FILES
  local command run curl
  harvest "$1" >"$work/$1.yaml"
  for ((i = 0; i < rounds; i++)); do
    peer "$1" "$2"
    ours "$1" "$2"
  done
  command=$(median "$work/$1.command") run=$(median "$work/$1.run") curl=$(median "$work/$1.curl")
  awk -v name="$1" -v files="$2" -v a="$command" -v r="$run" -v c="$curl" 'BEGIN {
    printf "transfers.bench set=%s files=%d curl_s=%s command_s=%s run_s=%s command_ratio=%.2f run_ratio=%.2f\n",
      name, files, c, a, r, a / c, r / c }'
}

./camelopard check >/dev/null 2>&1 || true # builds, where that is needed
compare small 1000
compare large 48
