# shellcheck shell=bash
# The C# package: ./dev build, package and test call these. Everything is left below build/csharp; the version is read
# by bindings/csharp/Directory.Build.props from the top CMakeLists.txt.

CSHARP_SDK=10
CSHARP_OUT=build/csharp

csharp_ready() { have swig && dotnet --list-sdks 2>/dev/null | grep -q "^$CSHARP_SDK\."; }
csharp_cure() {
  echo "swig or the .NET $CSHARP_SDK SDK is missing; ./dev setup csharp installs swig, the SDK comes from its maker."
}

# dotnet without anything that outlives the command, or that is told to anybody.
run_dotnet() {
  DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_USE_MSBUILD_SERVER=0 \
    dotnet "$1" -nodeReuse:false -p:UseSharedCompilation=false "${@:2}"
}

# Leaves the package's assembly and the examples in $CSHARP_OUT; quickstart/Quickstart.dll is ready to run. Needs no
# registry. The native part comes from the tree that build_release has built. Does nothing when nothing has changed.
build_csharp() {
  local stamp=$CSHARP_OUT/fingerprint fingerprint
  stage_csharp_natives
  fingerprint="$(dotnet --version) $("$PYTHON" tools/dev/fingerprint.py \
    CMakeLists.txt LICENSE bindings/csharp examples/csharp build/release/bindings/csharp/NativeMethods.cs $CSHARP_OUT/native)"
  if [[ -r $stamp && $(<"$stamp") == "$fingerprint" ]]; then
    return
  fi
  say "C#: building the package into $CSHARP_OUT"
  rm -f "$stamp"
  local example
  for example in Quickstart Devices; do
    quietly "$CSHARP_OUT/$example.log" run_dotnet publish -c Release -o "$CSHARP_OUT/${example,,}" "examples/csharp/$example"
  done
  printf '%s\n' "$fingerprint" >"$stamp"
}

# The two libraries side by side, without what is for debuggers.
stage_csharp_natives() {
  quietly "$CSHARP_OUT/native.log" \
    cmake --install build/release --component csharp --strip --prefix "$CSHARP_OUT/native"
}

# package_csharp FOLDER: leaves Connectify.Sdk.<version>.nupkg and Connectify.Sdk.AspNetCore.<version>.nupkg, and their
# symbols, there.
package_csharp() {
  build_csharp
  local project
  for project in Connectify.Sdk Connectify.Sdk.AspNetCore; do
    quietly "$CSHARP_OUT/package.log" run_dotnet pack -c Release -o "$1" "bindings/csharp/$project"
  done
}

check_csharp() {
  csharp_ready || missing "C#" "$(csharp_cure)"
  build_csharp
  quietly "$CSHARP_OUT/tests.log" run_dotnet build -c Release bindings/csharp/Connectify.slnx
  clean_environment
  dotnet "$CSHARP_OUT/bin/Connectify.Sdk.Tests/release/Connectify.Sdk.Tests.dll" -noColor -junit "$RESULTS/csharp.xml"
}

# Whether the sources are laid out as .editorconfig says.
check_csharp_format() {
  csharp_ready || missing "C# format" "$(csharp_cure)"
  local project
  for project in bindings/csharp/Connectify.slnx examples/csharp/Quickstart examples/csharp/Devices; do
    DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en dotnet format "$project" --verify-no-changes
  done
}
