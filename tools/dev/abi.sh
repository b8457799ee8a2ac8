# shellcheck shell=bash
# ./dev check-abi: three rules that keep every program built against 1.0 running on every 1.x.

ABI_LIBRARY=build/release/lib/libconnectify.so.1
ABI_HEADERS=capi/include
ABI_BASELINE=capi/abi/connectify-1.abi

declared_symbols() {
  PYTHONPATH=tools/generate PYTHONDONTWRITEBYTECODE=1 "$PYTHON" -c 'import native; print("\n".join(native.exported_symbols()))' |
    LC_ALL=C sort
}

# Everything a program could link against, versions cut off. The node's own name is an absolute (A) symbol.
exported_symbols() {
  nm -D --defined-only "$ABI_LIBRARY" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort
}

scripted_symbols() { sed -n 's/^ *\(cfy_[a-z0-9_*]*\);$/\1/p' capi/src/generated/connectify.map | LC_ALL=C sort; }

# same_symbols WHAT COMMAND: what the headers declare and what the command lists are the same.
same_symbols() {
  local difference
  if ! difference=$(diff <(declared_symbols) <("$2")); then
    say "$difference" | sed -n "s/^< /declared in the headers, but not in $1: /p; s/^> /in $1, but not declared in the headers: /p"
    fail "$1 and the headers differ; every public function is declared with CFY_API, and ./dev generate writes the script."
  fi
}

# exit() may come while threads are inside: nothing of the library's may be destroyed by it.
check_destructors() {
  local found
  found=$(objdump -dC --no-show-raw-insn "$ABI_LIBRARY" |
    awk '/^[0-9a-f]+ <.*>:$/ { name = $0 } /call.*<__cxa_atexit@plt>/ { print name }')
  [[ -z $found ]] || fail "static objects that exit() destroys are made in: $found; let them live on instead."
}

# describe_abi OUT: the interface as far as the public headers show it.
describe_abi() {
  abidw --exported-interfaces-only --headers-dir "$PWD/$ABI_HEADERS" --drop-private-types \
    --no-corpus-path --no-comp-dir-path --no-show-locs --out-file "$1" "$ABI_LIBRARY"
}

update_abi() {
  mkdir -p "$(dirname "$ABI_BASELINE")"
  describe_abi "$ABI_BASELINE"
  say "wrote $ABI_BASELINE"
}

# Compares description with description: against the library itself abidiff would leave out every change that lies in a
# type from elsewhere, such as uint32_t become uint64_t. Its status 4 is any change at all, so that it takes a second look,
# without added symbols, to tell growth from the rest. (An enumerator added at the end is no change to abidiff.)
compare_abi() {
  [[ -r $ABI_BASELINE ]] || fail "$ABI_BASELINE is not there; ./dev check-abi --update records the first one."
  local now=build/abi/now.abi report
  mkdir -p build/abi
  describe_abi "$now"
  if ! abidiff --no-added-syms "$ABI_BASELINE" "$now"; then
    fail "the interface changed in a way that may break programs built before; add beside it instead."
  elif ! report=$(abidiff "$ABI_BASELINE" "$now"); then
    say "$report"
    say "the interface only grew: ./dev check-abi --update records it"
  else
    say "the interface is the recorded one"
  fi
}

check_abi() {
  [[ -e $ABI_LIBRARY ]] || fail "$ABI_LIBRARY is not built; run ./dev build first."
  have abidiff || missing "ABI check" "abidiff is not installed; ./dev setup tests installs it."
  same_symbols "the version script" scripted_symbols
  same_symbols "the library" exported_symbols
  check_destructors
  case ${1:-} in
    '') compare_abi ;;
    --update) update_abi ;;
    *) fail "check-abi knows only --update, not '$1'." ;;
  esac
}
