#!/usr/bin/env bash
# Builds the fuzz tests and runs each reader (or those named) for FUZZ_SECONDS on one core. See README.md.
set -euo pipefail
cd "$(dirname "$0")"

fail() { printf 'fuzz: %s\n' "$*" >&2; exit 1; }
is_missing() { fail "$1 is missing: install $2"; }

seconds=${FUZZ_SECONDS:-60}
case $seconds in '' | *[!0-9]* | 0) fail "FUZZ_SECONDS is '$seconds', expected a whole number of seconds" ;; esac

# The toolchain's own tools come first, then the system's.
command -v swift >/dev/null || is_missing swift "a toolchain of swift.org, 6.3 or later"
runtimes=$(swift -print-target-info | sed -n 's/^ *"runtimeResourcePath" *: *"\(.*\)".*/\1/p')
PATH=$runtimes/../../bin:$PATH
for runtime in fuzzer asan; do
  ls "$runtimes"/clang/lib/*/libclang_rt."$runtime"[-_]* >/dev/null 2>&1 \
    || is_missing "the compiler's runtime for $runtime" "a toolchain of swift.org, which has it"
done
command -v ld.lld >/dev/null || is_missing "the linker lld" "a toolchain of swift.org, or lld (apt-get install lld)"

# swift build hands these to the compilers of Swift and C, for every target of both packages, in an order that changes from
# run to run unless hashing does not. Of several -sanitize the compiler of Swift takes the last alone, so it gets both in one.
export SWIFT_DETERMINISTIC_HASHING=1
flags="-c release --sanitize address --sanitize fuzzer -Xswiftc -sanitize=address,fuzzer -Xswiftc -use-ld=lld"
swift build $flags --product Fuzz
fuzz=$(swift build $flags --show-bin-path)/Fuzz
known=$("$fuzz" --list)

# The runtime's own backtraces would take the place of libFuzzer's report.
export SWIFT_BACKTRACE=enable=no
symbolizer=$(command -v llvm-symbolizer) && export ASAN_SYMBOLIZER_PATH=$symbolizer

# Seeds whose rows are repeated up to 64 KiB and a mebibyte, behind their four bytes of options.
make_long_tables() {
  local seed size
  for seed in header quotes categories numbers roles; do
    for size in 65536 1048576; do
      # yes ends when head has enough, which is no failure.
      { head -n 1 "Seeds/table/$seed"; yes "$(tail -n +2 "Seeds/table/$seed")" || true; } \
        | head -c "$size" >"$1/long-$seed-$size" || true
    done
  done
}

total=0
for reader in ${*:-$known}; do
  grep -qx -- "$reader" <<<"$known" || fail "there is no reader '$reader': expected" $known
  [ -d "Seeds/$reader" ] || fail "Seeds/$reader is missing: expected a folder of small files for the reader to begin with"
  corpus=.build/corpus/$reader
  findings=.build/findings/$reader
  mkdir -p "$corpus" "$findings"
  dictionary=
  [ ! -e "Dictionaries/$reader.dict" ] || dictionary=-dict=Dictionaries/$reader.dict
  longest=4096
  # Tables are read in windows and chunks, which short ones do not fill.
  if [ "$reader" = table ]; then
    longest=1048576
    make_long_tables "$corpus"
  fi
  limits="-timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=256 -max_len=$longest"
  log=$findings/log.txt
  if ! "$fuzz" --reader="$reader" "$corpus" "Seeds/$reader" $dictionary $limits \
    -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="$findings/" >"$log" 2>&1; then
    grep -aE 'Fatal error|ERROR|SUMMARY|^    #[0-9]+ ' "$log" | head -n 30 >&2
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    printf 'fuzz: %s failed; the whole report is in FuzzTesting/%s\n' "$reader" "$log" >&2
    [ -z "$input" ] || printf 'the input: FuzzTesting/%s\nagain: (cd FuzzTesting && SWIFT_BACKTRACE=enable=no %s --reader=%s %s %s)\n' \
      "$input" "$fuzz" "$reader" "$limits" "$input" >&2
    exit 1
  fi
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
  [ -n "$inputs" ] || fail "$reader ran, but its report has no number of inputs: see FuzzTesting/$log"
  # Without it libFuzzer would guess blindly.
  edges=$(sed -n 's/.*DONE  *cov: \([0-9]*\).*/\1/p' "$log")
  [ -n "$edges" ] || fail "$reader was built without coverage: see FuzzTesting/$log"
  printf '%-12s %10s inputs, %7s a second, %6s edges\n' "$reader" "$inputs" "$speed" "$edges"
  total=$((total + inputs))
done
printf '%-12s %10s inputs\n' total "$total"
