# shellcheck shell=bash
# ./dev bench: a bench is build/release/bin/bench_NAME (from C++) or tests/bench/NAME.py or .sh. It is given --json FILE and
# writes there a list of {"name","value","unit","peer","peer_value","ratio","goal"}. Where there is no bench NAME but there
# are some of NAME_PART, they are run in turn and their rows joined.

bench_names() {
  local file
  for file in build/release/bin/bench_* tests/bench/*.py tests/bench/*.sh; do
    if [[ -f $file ]]; then
      file=$(basename "$file")
      file=${file#bench_}
      say "${file%.*}"
    fi
  done | sort -u
}

# The parts of a bench, one NAME_PART a line.
bench_parts() {
  bench_names | grep -E "^$1_" || true
}

# Runs the parts of a bench and writes their rows as one list.
join_bench_parts() {
  local result=$1 part files=()
  shift
  for part in "$@"; do
    "build/release/bin/bench_$part" --json "build/bench/$part.json"
    files+=("build/bench/$part.json")
  done
  "$PYTHON" -c 'import json, sys
rows = [row for name in sys.argv[2:] for row in json.load(open(name, encoding="utf-8"))]
json.dump(rows, open(sys.argv[1], "w", encoding="utf-8"), indent=2)' "$result" "${files[@]}"
}

run_bench() {
  local name=$1 result=build/bench/$1.json program parts
  mapfile -t parts < <(bench_parts "$name")
  if [[ -x build/release/bin/bench_$name ]]; then
    program=("build/release/bin/bench_$name")
  elif [[ -f tests/bench/$name.py ]]; then
    program=("$VENV/bin/python" "tests/bench/$name.py")
  elif [[ -f tests/bench/$name.sh ]]; then
    program=(bash "tests/bench/$name.sh")
  elif [[ ${#parts[@]} -gt 0 ]]; then
    program=(join_bench_parts)
  else
    fail "there is no bench '$name'$(suggest "$name" "$(bench_names)"); the benches are: $(bench_names | xargs)."
  fi
  rm -f "$result"
  if [[ ${program[0]} == join_bench_parts ]]; then
    join_bench_parts "$result" "${parts[@]}"
  else
    "${program[@]}" --json "$result"
  fi
  "$PYTHON" tools/bench/table.py "$result"
}

bench() {
  [[ $# -le 1 ]] || fail "bench takes one name at most."
  build
  clean_environment
  mkdir -p build/bench
  if [[ $# -eq 1 ]]; then
    run_bench "$1"
    return
  fi
  local name below=0
  for name in $(bench_names); do
    say "$name"
    ./dev bench "$name" || below=1
  done
  return "$below"
}
