# shellcheck shell=bash
# ./dev package: what is published, in build/packages, and the proof that it can be installed and used.

package() {
  build
  local out=$PWD/build/packages language
  rm -rf "$out"
  mkdir -p "$out"
  quietly build/native.log cmake --install build/release --component native --strip --prefix "$out/native"
  for language in $PACKAGES; do
    if "${language}_ready"; then
      say "${LANGUAGE_NAME[$language]}: packing"
      "package_$language" "$out"
    fi
  done
  (cd "$out" && du -h --apparent-size ./*.* native/lib/libconnectify.so.*.*)
  clean_environment
  "$PYTHON" tools/quickstart/installed.py "$out"
}
