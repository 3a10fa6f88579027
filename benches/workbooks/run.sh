#!/usr/bin/env bash
# 1 000 workbooks, each a 项目支出绩效自评表: `jixiao ingest` (recognised, checked, committed) beside openpyxl merely
# reading their cells. Bar: at most 0.35 of openpyxl's wall time.
#   benches/workbooks/run.sh [JIXIAO] [N]        JIXIAO: the release binary
# Needs python3 with openpyxl. Each side runs three times, by turns; the best of each counts.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
jixiao="$(realpath "${1:-$here/../../target/release/jixiao}")"
count="${2:-1000}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

python3 "$here/make.py" "$work/in" "$count"
# the files stand in memory for both
cat "$work"/in/*.xlsx >/dev/null
cd "$work"

seconds() { python3 - "$@" <<'PY'
import subprocess, sys, time
begin = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=open("out.txt", "w"))
print(f"{time.monotonic() - begin:.3f}")
PY
}

ours=() theirs=()
for turn in 1 2 3; do
  rm -rf lake
  ours+=("$(seconds "$jixiao" ingest in --lake lake)")
  grep -E "^read|^loaded +evaluations:|^rejected" out.txt
  theirs+=("$(seconds python3 "$here/read_cells.py" in)")
done
python3 - "${ours[*]}" "${theirs[*]}" <<'PY'
import sys
ours, theirs = (sorted(map(float, text.split())) for text in sys.argv[1:])
print(f"jixiao ingest   {ours[0]:.3f} s  (all: {ours})")
print(f"openpyxl reads  {theirs[0]:.3f} s  (all: {theirs})")
ratio = ours[0] / theirs[0]
print(f"ratio           {ratio:.3f}  (bar 0.35: {'met' if ratio <= 0.35 else 'MISSED'})")
PY
