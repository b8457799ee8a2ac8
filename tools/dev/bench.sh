# shellcheck shell=bash
# ./dev bench: a bench is build/release/bin/bench_NAME (from C++) or tests/bench/NAME.py or .sh. It is given --json FILE and
# writes there a list of {"name","value","unit","peer","peer_value","ratio","goal"}.

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

run_bench() {
  local name=$1 result=build/bench/$1.json program
  if [[ -x build/release/bin/bench_$name ]]; then
    program=("build/release/bin/bench_$name")
  elif [[ -f tests/bench/$name.py ]]; then
    program=("$VENV/bin/python" "tests/bench/$name.py")
  elif [[ -f tests/bench/$name.sh ]]; then
    program=(bash "tests/bench/$name.sh")
  else
    fail "there is no bench '$name'$(suggest "$name" "$(bench_names)"); the benches are: $(bench_names | xargs)."
  fi
  rm -f "$result"
  "${program[@]}" --json "$result"
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
