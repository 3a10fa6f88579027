#!/usr/bin/env bash
# Runs every fuzz target one after another, each for SECONDS (60 unless said otherwise), on the stable compiler:
#   fuzz/run.sh [SECONDS] [TARGET…]
# What libFuzzer learns stays in fuzz/work/TARGET; a finding is written to fuzz/artifacts/TARGET-… and ends the run of its
# target with exit code 1 after the others have run. Findings that were mended are kept in fuzz/seeds/TARGET.
set -uo pipefail
cd "$(dirname "$0")"
seconds="${1:-60}"
shift || true
all=(delimited xlsx xls ods docx html spreadsheet_xml zip amount date percent number target definition)
[ $# -gt 0 ] && all=("$@")

# the coverage that libFuzzer steers by; sanitizers would need the nightly compiler
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
target_dir="${CARGO_TARGET_DIR:-target}"
bins=()
for name in "${all[@]}"; do bins+=(--bin "$name"); done
# the target is named so that build scripts and macros are compiled without the flags
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --release --target "$host" --target-dir "$target_dir" "${bins[@]}" || exit 2

failed=0
for name in "${all[@]}"; do
  mkdir -p "work/$name" "seeds/$name" artifacts
  echo "== $name: $seconds s"
  log="work/$name.log"
  "$target_dir/$host/release/$name" "work/$name" "seeds/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -max_len=65536 -artifact_prefix="artifacts/$name-" -print_final_stats=1 >"$log" 2>&1
  code=$?
  grep -E "stat::number_of_executed_units|stat::peak_rss_mb|stat::slowest_unit" "$log" | sed 's/^stat::/   /'
  if [ $code -ne 0 ]; then
    failed=1
    echo "   FOUND (see fuzz/$log)"
    grep -E "panicked at|SUMMARY|ERROR: libFuzzer|Test unit written" "$log" | head -5 | sed 's/^/   /'
  fi
done
exit $failed
