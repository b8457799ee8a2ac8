# shellcheck shell=bash
# What every command uses: the decisions that hold everywhere, and how to speak.

# The system's own Python, not the first on PATH: a Python from pyenv, conda or the like lacks the distribution's
# pybind11, pytest and mypy, on which an installation without a package index depends.
PYTHON=${DEV_PYTHON:-/usr/bin/python3}

JOBS=${CMAKE_BUILD_PARALLEL_LEVEL:-$(getconf _NPROCESSORS_ONLN)}
export CMAKE_BUILD_PARALLEL_LEVEL=$JOBS

SKIPPED=77 # the exit status that automake, CMake and Meson give the same meaning

say() { printf '%s\n' "$*"; }

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

in_ci() { [[ ${CI:-} == true ]]; }

# Something needed is absent: NAME and the cure. One plain line and status 77, or a failure in CI.
missing() {
  if in_ci; then fail "$1 cannot be left out with CI=true: $2"; fi
  say "$1: skipped; $2"
  return "$SKIPPED"
}

have() { command -v "$1" >/dev/null 2>&1; }

# suggest WORD "CANDIDATE…": `, did you mean '…'?`, or nothing when no candidate is near.
suggest() {
  "$PYTHON" - "$1" "$2" 2>/dev/null <<'PY' || true
import difflib, sys
near = difflib.get_close_matches(sys.argv[1], sys.argv[2].split(), 1)
print(f", did you mean '{near[0]}'?" if near else "", end="")
PY
}

# quietly LOG COMMAND…: runs the command with its output in LOG, and shows that only if it fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    fail "'$*' failed; its output stands above and in $log."
  fi
}

# Takes out of the environment what would change how a client trusts, connects or configures itself. For tests,
# benches and examples only: apt and pip may need the machine's own settings.
clean_environment() {
  unset CURL_CA_BUNDLE REQUESTS_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR OPENSSL_CONF SSLKEYLOGFILE
  unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
  local name
  for name in "${!CONNECTIFY_@}"; do unset "$name"; done
}
