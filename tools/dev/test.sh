# shellcheck shell=bash
# ./dev test and ./dev check. A check is one function, check_<name> (check_abi is in abi.sh).

# Each subset in the order in which its checks run. Only what a subset needs is built.
NATIVE_CHECKS="native ctest abi"
PYTHON_CHECKS="native package pytest mypy"
JAVA_CHECKS="native java"
CSHARP_CHECKS="native csharp"
LINT_CHECKS="generated format scripts configure tidy"
ASAN_CHECKS="asan"
ALL_CHECKS="generated format scripts native package ctest abi pytest mypy java csharp docs operation asan"

RESULTS=build/test

check_generated() { generate --check; }

check_format() {
  have clang-format || missing "format check" "clang-format is not installed; ./dev setup tests installs it."
  sources | xargs -0 -r clang-format --dry-run -Werror
}

check_scripts() {
  have shellcheck || missing "scripts check" "shellcheck is not installed; ./dev setup tests installs it."
  shellcheck --external-sources --check-sourced dev .ci/run
}

check_native() { build_release; }

check_configure() { cmake --preset release; }

check_ctest() { run_ctest release ctest; }

# A new operation is one edit of the document. Needs every package to be built.
check_operation() { "$PYTHON" -B tests/generate/new_operation_test.py "$PWD"; }

check_asan() {
  build_native asan
  # Each program's tests run in one process there, so that the program itself tells of each of them.
  export GTEST_OUTPUT=xml:$PWD/$RESULTS/asan/
  run_ctest asan asan
}

# run_ctest PRESET NAME
run_ctest() {
  clean_environment
  ctest --preset "$1" --parallel "$JOBS" --output-junit "$PWD/$RESULTS/$2.xml"
}

check_tidy() {
  have clang-tidy || missing "clang-tidy" "it is not installed; ./dev setup tests installs it."
  "$PYTHON" tools/dev/tidy.py --build build/release --stamps build/tidy --jobs "$JOBS" core capi tools bindings
}

# One check by itself, with its output.
check() {
  local name=${1:-}
  case " $ALL_CHECKS configure " in
    *" $name "*) ;;
    *) fail "there is no check '$name'$(suggest "$name" "$ALL_CHECKS"); the checks are: $ALL_CHECKS." ;;
  esac
  mkdir -p "$RESULTS"
  "check_$name"
}

run_tests() {
  local checks
  case ${1:-all} in
    all) checks=$ALL_CHECKS ;;
    native) checks=$NATIVE_CHECKS ;;
    python) checks=$PYTHON_CHECKS ;;
    java) checks=$JAVA_CHECKS ;;
    csharp) checks=$CSHARP_CHECKS ;;
    lint) checks=$LINT_CHECKS ;;
    asan) checks=$ASAN_CHECKS ;;
    *) fail "there is no subset '$1' of the tests; the subsets are native, python, java, csharp, lint and asan." ;;
  esac
  rm -rf "$RESULTS"
  mkdir -p "$RESULTS"

  local name built=yes
  # Counted in tests; a check that runs no tests of its own is one.
  PASSED=0 FAILED=0 LEFT_OUT=0
  for name in $checks; do
    if [[ $built == no && " ctest abi package pytest mypy java csharp docs operation tidy " == *" $name "* ]]; then
      report_check "$name" "not run: the build failed" 0
      LEFT_OUT=$((LEFT_OUT + 1))
    elif ! run_check "$name" && [[ $name == native || $name == configure ]]; then
      built=no
    fi
  done

  if [[ $LEFT_OUT -gt 0 ]]; then say "$LEFT_OUT skipped"; fi
  say "$PASSED passed, $FAILED failed"
  [[ $FAILED -eq 0 ]]
}

# report_check NAME RESULT SECONDS
report_check() { printf '%-10s %5s s  %s\n' "$1" "$3" "$2"; }

# Runs a check with its output in a file, prints one line, and the output if the check failed. A process of its own,
# because `set -e` does not hold inside a function whose status is tested.
run_check() {
  local name=$1 log=$RESULTS/$1.log status=0 started=$SECONDS
  ./dev check "$name" >"$log" 2>&1 </dev/null || status=$?

  local passed=0 failed=0 skipped=0
  if [[ -s $RESULTS/$name.xml ]]; then
    read -r passed failed skipped < <("$PYTHON" tools/dev/count_tests.py "$RESULTS/$name.xml" "$RESULTS/$name")
  elif [[ $status -eq 0 ]]; then
    passed=1
  elif [[ $status -eq $SKIPPED ]]; then
    skipped=1
  fi
  # A check can fail without a failing test: a compiler error, a crash at the end.
  if [[ $status -ne 0 && $status -ne $SKIPPED && $failed -eq 0 ]]; then failed=1; fi
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) LEFT_OUT=$((LEFT_OUT + skipped))

  local result=passed
  if [[ -s $RESULTS/$name.xml ]]; then result="$passed passed, $failed failed, $skipped skipped"; fi
  case $status in
    0) report_check "$name" "$result" "$((SECONDS - started))" ;;
    "$SKIPPED") report_check "$name" "$(tail -n 1 "$log")" "$((SECONDS - started))" ;;
    *)
      report_check "$name" "${result/#passed/FAILED}; ./dev check $name said:" "$((SECONDS - started))"
      sed 's/^/    /' "$log"
      return 1
      ;;
  esac
}
