# shellcheck shell=bash
# ./dev build, quickstart, generate and format.

# The languages that have a package, each with its name, what says whether its toolchain is here, and the cure:
# <language>_ready, <language>_cure and build_<language> are in <language>.sh.
PACKAGES="python java csharp"
declare -A LANGUAGE_NAME=([python]=Python [java]=Java [csharp]="C#")

build() {
  build_release
  local language
  for language in $PACKAGES; do
    if "${language}_ready"; then
      "build_$language"
    else
      missing "${LANGUAGE_NAME[$language]}" "$("${language}_cure")" || true # in CI this has ended the command
    fi
  done
}

build_release() {
  local options=("-DPython_EXECUTABLE=$PYTHON" "-DPython3_EXECUTABLE=$PYTHON") language
  for language in $PACKAGES; do
    if "${language}_ready"; then options+=("-DCONNECTIFY_BUILD_${language^^}=ON"); fi
  done
  # In CI the tests of single modules run once, under the sanitizers: building them twice takes longer than all the rest.
  if in_ci; then options+=("-DCONNECTIFY_BUILD_UNIT_TESTS=OFF"); else options+=("-DCONNECTIFY_BUILD_UNIT_TESTS=ON"); fi
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
  # In CI nothing was compiled before, so that looking for it would be in vain; and all of it has to be, which takes half
  # the time in batches of sources (as the sanitizers' build always does it).
  if in_ci; then set -- "$@" -DCONNECTIFY_CCACHE=OFF -DCMAKE_UNITY_BUILD=ON; fi
  quietly "build/$preset.configure.log" cmake --preset "$preset" "$@"
  cmake --build --preset "$preset"
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
