#!/usr/bin/env bash
# `softmax` on several processes, under the MPIs that are here: run.sh SOFTMAX [--quick].
#
# --quick: Open MPI alone, fewer processes and jobs. Whole: also MPICH and, where SOFTMAX_STANDARD_MPI names its folder, an
# MPI with the standard interface (PyPI's mpich in a virtual environment); processes in two networks, which needs root.
set -euo pipefail
softmax=$(realpath "$1")
quick=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
unset SOFTMAX_LIBMPI SOFTMAX_MPI_PATIENCE

say() { printf '%s\n' "$*"; }
fail() {
  say "FAILED: $*"
  failures=$((failures + 1))
}
# has TEXT FILE WHAT: FILE has TEXT in it.
has() { grep -qF -- "$1" "$2" || { fail "$3: expected '$1', found:"; head -c 2000 "$2"; }; }
weights() { "$softmax" inspect "$1" --json | sed -n 's/.*"weightsSHA256" : "\([0-9a-f]*\)".*/\1/p' | head -1; }
objective() { "$softmax" inspect "$1" --json | sed -n 's/.*"objective" : \([0-9.e-]*\).*/\1/p' | head -1; }

# The MPIs: a name, a launcher, and the library that is named to it, if any.
mpis=()
openmpi=$(command -v mpirun.openmpi || true)
mpich=$(command -v mpiexec.mpich || command -v mpiexec.hydra || true)
if [ -z "$openmpi" ] && mpirun --version 2>/dev/null | grep -q "Open MPI"; then openmpi=$(command -v mpirun); fi
[ -n "$openmpi" ] && mpis+=("Open MPI|$openmpi|")
if [ "$quick" != --quick ]; then
  [ -n "$mpich" ] && mpis+=("MPICH|$mpich|")
  [ -n "${SOFTMAX_STANDARD_MPI:-}" ] && mpis+=("MPI 5|$SOFTMAX_STANDARD_MPI/bin/mpiexec|$SOFTMAX_STANDARD_MPI/lib/libmpi_abi.so.1")
fi
if [ ${#mpis[@]} = 0 ]; then
  say "SKIPPED: no MPI is installed (openmpi-bin on Debian)"
  exit 0
fi

# launch COUNT COMMAND...: by the MPI at hand, for two minutes at most.
launch() {
  local count=$1
  shift
  SOFTMAX_LIBMPI=$library timeout -k 5 120 "$launcher" -n "$count" "$@"
}

awk 'BEGIN {
  srand(7)
  split("400 30 1500 10 770 600 333 51", counts, " ")
  for (f = 1; f <= 8; f++) {
    file = "part-" f ".csv"
    print "age,plan,x,y,fold,stays" > file
    for (r = 0; r < counts[f]; r++) {
      age = 20 + 40 * rand(); x = rand(); y = rand()
      plan = rand() < 0.3 ? "basic" : rand() < 0.5 ? "plus" : f > 5 ? "late" : "pro"
      stays = age + 20 * x + 10 * rand() > 55 ? "yes" : (y < 0.2 && f > 3) ? "maybe" : "no"
      printf "%.3f,%s,%.4f,%s,%d,%s\n", age, plan, x, (r % 11 == 3 ? "" : y), r % 4, stays > file
    }
    close(file)
  }
}'

# Wide enough that a fit takes some seconds.
awk 'BEGIN {
  srand(11)
  for (f = 1; f <= 4; f++) {
    file = "wide-" f ".csv"
    for (j = 1; j <= 60; j++) printf "x%d,", j > file
    print "class" > file
    for (r = 0; r < 3000; r++) {
      for (j = 1; j <= 60; j++) { v = rand(); if (j == 1) first = v; printf "%.3f,", v > file }
      printf "c%02d\n", int(29 * (0.6 * first + 0.4 * rand())) > file
    }
    close(file)
  }
}'
slow=(train 'wide-*.csv' --solver lbfgs --l2 1e-9 --tolerance 1e-11 --max-iterations 400)

# So many weights that sums go in slices.
awk 'BEGIN {
  srand(13)
  for (f = 1; f <= 5; f++) {
    file = "big-" f ".csv"
    for (j = 1; j <= 300; j++) printf "x%d,", j > file
    print "class" > file
    for (r = 0; r < 90; r++) {
      for (j = 1; j <= 300; j++) printf "%.2f,", rand() > file
      printf "c%02d\n", (r * 7 + f) % 90 > file
    }
    close(file)
  }
}'
big=(train 'big-*.csv' --solver lbfgs --max-iterations 4)

jobs=(
  "train|--solver lbfgs --holdout 0.2 --missing mean"
  "train|--solver newton-cg --sample-weight fold --class-weight balanced --missing drop"
  "train|--solver newton-cholesky --l2 0 --statistics --ignore fold,y"
  "train|--l1 0.01 --l2 0 --missing indicator"
  "train|--c 1 --interact age:x --missing mean"
  "tune|--folds 3 --missing mean --ignore fold"
  "tune|--fold-column fold --missing mean --penalty l1 --count 3"
)
counts="2 3 5 8"
if [ "$quick" = --quick ]; then
  jobs=("${jobs[0]}" "${jobs[3]}" "${jobs[5]}")
  counts="2 5"
fi
# Data that is no table, texts, few files.
awk 'BEGIN {
  srand(5)
  for (r = 0; r < 500; r++) {
    first = int(20 * rand()); second = int(20 * rand())
    label = (first + second > 22) ? "a" : r % 3 ? "b" : "c"
    printf "%s %d:1 %d:%.3f\n", label, first + 1, second + 21, rand() > "rows.libsvm"
  }
  split("good bad fine poor dull bright long short", words, " ")
  print "said,team,label" > "said.csv"
  for (r = 0; r < 300; r++) {
    said = ""; good = 0
    for (w = 0; w < 6; w++) { i = 1 + int(8 * rand()); said = said " " words[i]; good += i % 2 }
    label = (good > 3) ? "up" : "down"
    printf "%s,g%d,%s\n", said, r / 10, label > "said.csv"
  }
}'
whole=(
  "digits"
  "rows.libsvm --solver lbfgs --l2 1e-3"
  "said.csv --text said --ignore team"
  "part-5.csv --missing mean --statistics --standard-errors clustered --group fold --ignore y,plan --l2 0"
  "rows.libsvm --l1 1e-3 --l2 0"
  "rows.libsvm --solver sdca --l2 1e-3"
)
texts=2
if [ "$quick" = --quick ]; then
  whole=("${whole[0]}" "${whole[2]}")
  texts=1
fi
for index in "${!whole[@]}"; do
  # shellcheck disable=SC2086
  "$softmax" train ${whole[$index]} -o "whole-$index.safetensors" >alone.txt 2>&1 \
    || { fail "${whole[$index]}, one process"; cat alone.txt; }
done
for index in "${!jobs[@]}"; do
  IFS='|' read -r verb flags <<<"${jobs[$index]}"
  # shellcheck disable=SC2086
  "$softmax" "$verb" 'part-*.csv' $flags -o "alone-$index.safetensors" >"alone-$index.txt" 2>&1 \
    || { fail "$verb $flags, one process"; cat "alone-$index.txt"; }
done

"$softmax" "${big[@]}" -o big.safetensors >alone.txt 2>&1 || { fail "many weights, one process"; cat alone.txt; }

for mpi in "${mpis[@]}"; do
  IFS='|' read -r name launcher library <<<"$mpi"
  say "$name"
  for index in "${!jobs[@]}"; do
    IFS='|' read -r verb flags <<<"${jobs[$index]}"
    for count in $counts; do
      # shellcheck disable=SC2086
      if launch "$count" "$softmax" "$verb" 'part-*.csv' $flags -o shared.safetensors >shared.txt 2>&1; then
        [ "$(weights shared.safetensors)" = "$(weights "alone-$index.safetensors")" ] \
          || fail "$name, $count processes: $verb $flags: other weights"
        [ "$(objective shared.safetensors)" = "$(objective "alone-$index.safetensors")" ] \
          || fail "$name, $count processes: $verb $flags: another certificate"
      else
        fail "$name, $count processes: $verb $flags"
        cat shared.txt
      fi
      rm -f shared.safetensors
    done
  done
  say "  the same weights and certificates for $counts processes: ${#jobs[@]} jobs"

  for count in 2 5; do
    launch "$count" "$softmax" "${big[@]}" -o shared.safetensors >shared.txt 2>&1 || { fail "$name: many weights"; cat shared.txt; }
    [ "$(weights shared.safetensors)" = "$(weights big.safetensors)" ] || fail "$name, $count processes: many weights: other weights"
    rm -f shared.safetensors
  done
  say "  the same weights where sums go in slices"

  # What each process reads as a whole; more processes than files, too.
  for index in "${!whole[@]}"; do
    # shellcheck disable=SC2086
    if launch 3 "$softmax" train ${whole[$index]} -o shared.safetensors >shared.txt 2>&1; then
      [ "$(weights shared.safetensors)" = "$(weights "whole-$index.safetensors")" ] \
        || fail "$name: ${whole[$index]}: other weights"
      has "each of the 3 processes reads all of" shared.txt "$name: ${whole[$index]}"
    else
      fail "$name: ${whole[$index]}"
      cat shared.txt
    fi
    rm -f shared.safetensors
  done
  "$softmax" predict whole-0.safetensors digits:test -o alone.csv 2>/dev/null
  launch 3 "$softmax" predict whole-0.safetensors digits:test -o shared.csv >shared.txt 2>&1 || fail "$name: predict digits"
  { cat shared-0.csv; tail -n +2 shared-1.csv; tail -n +2 shared-2.csv; } | cmp -s - alone.csv \
    || fail "$name: predict predicts something else for digits"
  "$softmax" predict "whole-$texts.safetensors" said.csv -o alone.csv 2>/dev/null
  launch 3 "$softmax" predict "whole-$texts.safetensors" said.csv -o shared.csv >shared.txt 2>&1 || fail "$name: predict said.csv"
  { cat shared-0.csv; tail -n +2 shared-1.csv; tail -n +2 shared-2.csv; } | cmp -s - alone.csv \
    || fail "$name: predict predicts something else for one table"
  say "  the same weights and predictions where each process reads all data: ${#whole[@]} jobs"

  # Scores and predictions.
  "$softmax" evaluate alone-0.safetensors 'part-*.csv' --metrics all --json >alone.json 2>/dev/null
  launch 3 "$softmax" evaluate alone-0.safetensors 'part-*.csv' --metrics all --json >shared.json 2>shared.txt \
    || fail "$name: evaluate"
  cmp -s alone.json shared.json || fail "$name: evaluate says something else"
  "$softmax" predict alone-0.safetensors 'part-*.csv' -o alone.csv 2>/dev/null
  launch 3 "$softmax" predict alone-0.safetensors 'part-*.csv' -o shared.csv >shared.txt 2>&1 || fail "$name: predict"
  # Samples are counted anew in each file.
  for file in alone.csv shared-0.csv shared-1.csv shared-2.csv; do tail -n +2 "$file" | cut -d, -f2-; done | sort >all.txt
  [ "$(uniq -c all.txt | awk '$1 % 2 { print }' | wc -l)" = 0 ] || fail "$name: predict predicts something else"
  say "  the same scores and predictions"

  # What goes wrong.
  expect() {
    local what=$1 text=$2 code=0
    shift 2
    "$@" >shared.txt 2>&1 || code=$?
    [ "$code" != 0 ] || fail "$name: $what: exit code 0"
    [ "$code" != 124 ] || fail "$name: $what: it hung"
    has "$text" shared.txt "$name: $what"
  }
  expect "minibatches" "cannot fit in minibatches" launch 2 "$softmax" train 'part-*.csv' --solver sgd
  expect "another verb" "is a job for one process" launch 2 "$softmax" report alone-0.safetensors part-1.csv
  expect "a folder that is not there" "missing" launch 2 "$softmax" train 'part-*.csv' --missing mean -o missing/m.safetensors
  mkdir -p other
  cp part-*.csv other
  printf 'age,plan,z,y,fold,stays\n1,pro,1,1,1,yes\n' >other/part-9.csv
  expect "a file with other columns" "part-9.csv" launch 3 "$softmax" train 'other/part-*.csv' --missing mean
  printf 'age,plan,x,y,fold,stays\nold,pro,1,1,1,yes\n' >other/part-9.csv
  expect "a wrong cell in the last file" "part-9.csv: line 2" launch 3 "$softmax" train 'other/part-*.csv' --missing mean
  printf '#!/bin/sh\nif [ "${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-0}}" = 1 ]; then cd other; fi\nexec "$@"\n' >elsewhere.sh
  chmod +x elsewhere.sh
  expect "other files on a process" "see other files" launch 2 ./elsewhere.sh "$softmax" train 'part-*.csv' --missing mean
  sed 's/^a /c /' rows.libsvm >other/rows.libsvm
  expect "another file on a process, which all read" "see other data" \
    launch 2 ./elsewhere.sh "$softmax" train rows.libsvm --solver lbfgs --l2 1e-3
  expect "standard input" "which one of them alone would get" launch 2 "$softmax" train - </dev/null
  say "  failures end all processes, with their reason"

  # A process that is lost in the middle of what would take minutes.
  long=("$softmax" tune 'part-*.csv' --folds 10 --count 2000 --penalty l1 --sweep-tolerance 1e-10 --missing mean --quiet)
  printf '#!/bin/sh\nif [ "${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-0}}" = 1 ]; then echo $$ >victim; fi\nexec "$@"\n' >noted.sh
  chmod +x noted.sh
  for signal in KILL STOP; do
    rm -f victim
    code=0
    SOFTMAX_MPI_PATIENCE=4 launch 2 ./noted.sh "${long[@]}" >shared.txt 2>&1 &
    job=$!
    for _ in $(seq 100); do [ -s victim ] && break || sleep 0.1; done
    sleep 1.5
    victim=$(cat victim)
    kill "-$signal" "$victim" 2>/dev/null || fail "$name: the fit had ended before SIG$signal"
    began=$SECONDS
    wait "$job" || code=$?
    [ "$code" != 0 ] || fail "$name: SIG$signal: exit code 0"
    [ "$code" != 124 ] || fail "$name: SIG$signal: it hung"
    [ $((SECONDS - began)) -lt 60 ] || fail "$name: SIG$signal: it took $((SECONDS - began)) s to end"
    [ "$signal" = KILL ] || has "the others have not answered for 4 seconds" shared.txt "$name: a stopped process"
    kill -KILL "$victim" 2>/dev/null || true
  done
  say "  a process that is killed or stopped ends the job"

  # A state, from which another number of processes goes on.
  rm -f state
  SOFTMAX_MPI_PATIENCE=60 launch 2 "$softmax" train 'part-*.csv' --solver lbfgs --missing mean --max-iterations 5 \
    --checkpoint state --checkpoint-every 1ms -o five.safetensors >shared.txt 2>&1 || fail "$name: a fit that keeps its state"
  [ -s state ] || fail "$name: no state is kept"
  "$softmax" train 'part-*.csv' --solver lbfgs --missing mean --max-iterations 5 -o alone-five.safetensors >/dev/null 2>&1
  launch 3 "$softmax" train 'part-*.csv' --solver lbfgs --missing mean --max-iterations 5 --resume state \
    -o resumed.safetensors >shared.txt 2>&1 || fail "$name: going on"
  [ "$(weights resumed.safetensors)" = "$(weights alone-five.safetensors)" ] || fail "$name: other weights after going on"
  say "  a state is gone on from by another number of processes"

  # One process is asked to end: all agree, the state is kept, and another job goes on from it.
  rm -f state victim partial*.safetensors
  code=0
  launch 2 ./noted.sh "$softmax" "${slow[@]}" --checkpoint state --checkpoint-every 1ms -o partial.safetensors >shared.txt 2>&1 &
  job=$!
  for _ in $(seq 600); do [ -s state ] && break || sleep 0.05; done
  kill -TERM "$(cat victim)" 2>/dev/null || fail "$name: the fit had ended before SIGTERM"
  wait "$job" || code=$?
  [ "$code" = 143 ] || { fail "$name: SIGTERM: exit code $code, expected 143"; cat shared.txt; }
  [ -s slow.safetensors ] || "$softmax" "${slow[@]}" -o slow.safetensors >/dev/null 2>&1
  # By one process: several on fewer cores wait for each other most of the time.
  "$softmax" "${slow[@]}" --resume state -o resumed.safetensors >shared.txt 2>&1 || fail "$name: going on after SIGTERM"
  has "going on from state" shared.txt "$name: going on after SIGTERM"
  [ "$(weights resumed.safetensors)" = "$(weights slow.safetensors)" ] || fail "$name: other weights after SIGTERM"
  [ "$(weights partial.safetensors)" != "$(weights slow.safetensors)" ] || fail "$name: SIGTERM came too late to test anything"
  say "  processes agree to end, and a state is kept"
done

# A library of another maker.
if [ -n "$openmpi" ] && [ -n "$mpich" ]; then
  for pair in "$openmpi|libmpich.so.12" "$mpich|libmpi.so.40"; do
    IFS='|' read -r launcher library <<<"$pair"
    code=0
    launch 2 "$softmax" train 'part-*.csv' --missing mean >shared.txt 2>&1 || code=$?
    [ "$code" != 0 ] || fail "$pair: exit code 0"
    has "of different makers" shared.txt "$pair"
  done
  say "a launcher and a library of different makers are refused"
fi
name="no library" launcher=$(command -v "${openmpi:-$mpich}") library=/nowhere/libmpi.so
code=0
launch 2 "$softmax" train 'part-*.csv' >shared.txt 2>&1 || code=$?
[ "$code" != 0 ] || fail "no library: exit code 0"
has "SOFTMAX_LIBMPI names '/nowhere/libmpi.so'" shared.txt "no library"

if [ "$quick" != --quick ]; then
  # Two networks that are joined by TCP alone.
  if [ "$(id -u)" = 0 ] && [ -n "$openmpi" ] && ip netns add softmax-a 2>/dev/null; then
    trap 'ip netns del softmax-a 2>/dev/null; ip netns del softmax-b 2>/dev/null; rm -rf "$work"' EXIT
    ip netns add softmax-b
    ip link add softmax-va netns softmax-a type veth peer name softmax-vb netns softmax-b
    for side in "a 10.91.7.1" "b 10.91.7.2"; do
      read -r letter address <<<"$side"
      ip -n "softmax-$letter" addr add "$address/24" dev "softmax-v$letter"
      ip -n "softmax-$letter" link set "softmax-v$letter" up
      ip -n "softmax-$letter" link set lo up
    done
    cat >agent.sh <<'AGENT'
#!/bin/sh
# In place of ssh: the address, and what is to run there.
shift
exec ip netns exec softmax-b sh -c "$*"
AGENT
    chmod +x agent.sh
    code=0
    ip netns exec softmax-a timeout -k 5 120 "$openmpi" --host 10.91.7.1:1,10.91.7.2:1 -n 2 \
      --mca plm_rsh_agent "$work/agent.sh" --mca btl tcp,self --mca btl_tcp_if_include 10.91.7.0/24 \
      --mca oob_tcp_if_include 10.91.7.0/24 \
      "$softmax" train "$work/part-*.csv" --solver lbfgs --holdout 0.2 --missing mean -o "$work/net.safetensors" >shared.txt 2>&1 \
      || code=$?
    if [ "$code" = 0 ]; then
      [ "$(weights net.safetensors)" = "$(weights alone-0.safetensors)" ] || fail "two networks: other weights"
      say "two processes in networks of their own: the same weights"
    else
      fail "two networks: exit code $code"
      head -c 2000 shared.txt
    fi
  else
    say "SKIPPED: two networks (needs root, ip and Open MPI)"
  fi
fi

if [ "$failures" != 0 ]; then
  say "$failures checks failed"
  exit 1
fi
say "all checks passed"
