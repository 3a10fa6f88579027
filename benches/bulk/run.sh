#!/usr/bin/env bash
# Loads an export of ROWS rows with jixiao and with DuckDB, by turns, and prints wall time, peak memory and their ratio.
#
#   benches/bulk/run.sh [ROWS] [ROUNDS]
#
# JIXIAO is the binary (target/release/jixiao), WORK the folder for the files (a temporary one), FAULTS how many rows are
# spoiled (50). Needs python3 with numpy and duckdb, and GNU time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rows=${1:-5000000}
rounds=${2:-3}
jixiao=${JIXIAO:-$here/../../target/release/jixiao}
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
file=$work/项目年度预算-$rows.csv
[ -s "$file" ] || python3 "$here/make.py" "$rows" "$file" --faults "${FAULTS:-50}"
cat "$file" > /dev/null
printf '%s rows, %s MiB, %s cores\n' "$rows" "$(($(stat -c %s "$file") >> 20))" "$(nproc)"

measure() { # NAME COMMAND…: appends "name seconds KiB"
  local name=$1
  shift
  /usr/bin/time -f "%e %M" -o "$work/time" "$@" > "$work/$name.out" 2> "$work/$name.err" || {
    echo "$name failed:" >&2
    cat "$work/$name.err" >&2
    exit 1
  }
  echo "$name $(cat "$work/time")" >> "$work/times"
}

: > "$work/times"
for _ in $(seq "$rounds"); do
  rm -rf "$work/lake" "$work/duckdb"
  measure jixiao "$jixiao" ingest "$file" --lake "$work/lake"
  measure duckdb python3 "$here/duckdb_job.py" "$file" "$work/duckdb"
  measure light python3 "$here/duckdb_job.py" "$file" "$work/duckdb" --light
done
python3 - "$work/times" <<'PYTHON'
import statistics
import sys

times = {}
for line in open(sys.argv[1], encoding="utf-8"):
    name, seconds, memory = line.split()
    times.setdefault(name, []).append((float(seconds), int(memory)))
wall = {name: statistics.median(seconds for seconds, _ in runs) for name, runs in times.items()}
for name, runs in times.items():
    peak = max(memory for _, memory in runs) / 1024
    print(f"{name:8} wall {wall[name]:6.2f} s (of {', '.join(f'{seconds:.2f}' for seconds, _ in runs)}), peak {peak:6.0f} MiB")
print(f"jixiao / duckdb, all checks: {wall['jixiao'] / wall['duckdb']:.2f}  (bar 0.80)")
print(f"jixiao / duckdb without key checks: {wall['jixiao'] / wall['light']:.2f}")
PYTHON
grep -E '^(read|loaded|rejected)' "$work/jixiao.out"
cat "$work/duckdb.out"
