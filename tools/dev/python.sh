# shellcheck shell=bash
# Python: the package from what build_release has built, its tests, and its wheel.

VENV=build/venv

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

# package_python FOLDER: the wheel, in FOLDER.
package_python() {
  CONNECTIFY_CMAKE_BUILD=build/release quietly build/wheel.log "$PYTHON" -m pip wheel --disable-pip-version-check --no-index \
    --no-build-isolation --no-deps --wheel-dir "$1" .
}

check_package() {
  python_ready || missing Python "$(python_cure)"
  build_python
}

check_pytest() {
  in_venv pytest
  clean_environment
  "$VENV/bin/python" -m pytest -q --junitxml="$RESULTS/pytest.xml" bindings/python/tests
}

check_mypy() {
  in_venv mypy
  "$VENV/bin/python" -m mypy --strict --cache-dir build/mypy bindings/python/connectify examples/python
}

# in_venv MODULE: the environment is there and knows the module.
in_venv() {
  python_ready || missing Python "$(python_cure)"
  "$VENV/bin/python" -c "import $1" 2>/dev/null ||
    missing "$1" "$VENV does not have it; ./dev setup tests and ./dev build install it."
}
