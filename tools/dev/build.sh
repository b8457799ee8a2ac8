# shellcheck shell=bash
# ./dev build, quickstart, generate and format.

build() {
  build_release
  if python_ready; then
    build_python
  else
    missing Python "$(python_cure)" || true # in CI this has ended the command
  fi
}

build_release() {
  local options=("-DPython_EXECUTABLE=$PYTHON" "-DPython3_EXECUTABLE=$PYTHON")
  if python_ready; then options+=(-DCONNECTIFY_BUILD_PYTHON=ON); fi
  build_native release "${options[@]}"
  mkdir -p build/bin
  ln -sfn ../release/bin/connectify build/bin/connectify
}

# build_native PRESET [CMAKE-OPTION…]
build_native() {
  local preset=$1 tool
  shift
  for tool in cmake ninja; do
    have "$tool" || fail "$tool is not installed; run ./dev setup first."
  done
  quietly "build/$preset.configure.log" cmake --preset "$preset" "$@"
  cmake --build --preset "$preset"
}

python_ready() { "$PYTHON" -c 'import ensurepip, pybind11, setuptools, wheel' 2>/dev/null; }
python_cure() { echo "$PYTHON lacks venv, pybind11, setuptools or wheel; ./dev setup python installs them."; }

# Leaves the package in $VENV. Does nothing when neither the interpreter nor anything that goes into the package has
# changed since the last time.
build_python() {
  local stamp=$VENV/connectify.fingerprint fingerprint
  fingerprint="$("$PYTHON" -VV) $("$PYTHON" tools/dev/fingerprint.py \
    pyproject.toml setup.py MANIFEST.in CMakeLists.txt tools/cmake core capi bindings/python)"
  if [[ -x $VENV/bin/python && -r $stamp && $(<"$stamp") == "$fingerprint" ]]; then
    return
  fi
  say "Python: installing the package into $VENV"
  if ! "$VENV/bin/python" -c '' 2>/dev/null; then
    quietly build/venv.log "$PYTHON" -m venv --clear --system-site-packages "$VENV"
  fi
  # From the tree that build_release has built: nothing is compiled twice.
  CONNECTIFY_CMAKE_BUILD=build/release quietly build/pip.log "$VENV/bin/python" -m pip install --disable-pip-version-check --no-index \
    --no-build-isolation --no-deps --force-reinstall .
  printf '%s\n' "$fingerprint" >"$stamp"
}

quickstart() {
  # shellcheck disable=SC2119
  setup
  build
  clean_environment
  exec "$PYTHON" tools/quickstart/quickstart.py
}

generate() { "$PYTHON" tools/generate/generate.py "$@"; }

# The C and C++ files that people write, NUL-separated.
sources() {
  local folder folders=()
  for folder in core capi bindings tools tests examples; do
    if [[ -d $folder ]]; then folders+=("$folder"); fi
  done
  find "${folders[@]}" -name generated -prune -o -type f \
    \( -name '*.c' -o -name '*.h' -o -name '*.cpp' -o -name '*.hpp' \) -print0
}

format() {
  have clang-format || fail "clang-format is not installed; run ./dev setup tests first."
  sources | xargs -0 -r clang-format -i
}
