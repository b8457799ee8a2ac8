# shellcheck shell=bash
# Java: the package from what build_release has built, its tests, and what is published.

JAVA_OUT=build/java
JAVA_JAR=$JAVA_OUT/connectify-sdk.jar
JAVA_SOURCES="bindings/java/CMakeLists.txt bindings/java/cmake bindings/java/native bindings/java/swig bindings/java/pom.xml
  bindings/java/src/main bindings/java/src/generated examples/java"

# Debian's own repository of Maven, for a build without a network; anywhere else Maven fetches what it needs.
JAVA_SETTINGS=/etc/maven/settings-debian.xml
JAVA_REPOSITORY=/usr/share/maven-repo

java_ready() {
  local part
  for part in mvn swig javac; do
    have "$part" || return 1
  done
  [[ $(javac -version 2>&1) =~ \ (1[7-9]|[2-9][0-9]) ]] || return 1
  [[ -r $JAVA_SETTINGS ]] || return 0
  for part in org/apache/maven/plugins/maven-{surefire,source,javadoc}-plugin org/codehaus/mojo/build-helper-maven-plugin org/junit/jupiter; do
    [[ -d $JAVA_REPOSITORY/$part ]] || return 1
  done
}
java_cure() { echo "swig, a JDK from 17 on, Maven or one of its plugins is not installed; ./dev setup java installs them."; }

# The version, which stands in one place.
java_version() { sed -n 's/^project(connectify VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt; }

# maven GOAL-OR-OPTION…
maven() {
  local options=(-B -q -f bindings/java/pom.xml "-Drevision=$(java_version)" "-Dstage=$PWD/$JAVA_OUT/stage" "-Doutput=$PWD/$JAVA_OUT/maven")
  if [[ -r $JAVA_SETTINGS ]]; then
    options+=(-o -s "$JAVA_SETTINGS" -Dsurefire.version=2.22.3)
  fi
  mvn "${options[@]}" "$@"
}

# Leaves the package in $JAVA_JAR and the examples, compiled, in $JAVA_OUT/examples. Does nothing when nothing that goes into it has changed since the last time.
build_java() {
  local stamp=$JAVA_OUT/fingerprint fingerprint
  # shellcheck disable=SC2086
  fingerprint="$(javac -version 2>&1) $("$PYTHON" tools/dev/fingerprint.py CMakeLists.txt tools/cmake core capi bindings/swig $JAVA_SOURCES)"
  if [[ -r $JAVA_JAR && -r $stamp && $(<"$stamp") == "$fingerprint" ]]; then
    return
  fi
  say "Java: making $JAVA_JAR"
  rm -rf "$JAVA_OUT/stage" "$JAVA_OUT/maven" "$stamp"
  quietly "$JAVA_OUT/stage.log" cmake --install "${CONNECTIFY_CMAKE_BUILD:-build/release}" --component java --strip --prefix "$JAVA_OUT/stage"
  quietly "$JAVA_OUT/maven.log" maven package -Dmaven.test.skip -Dmaven.source.skip -Dmaven.javadoc.skip
  cp "$JAVA_OUT/maven/connectify-sdk-$(java_version).jar" "$JAVA_JAR"
  quietly "$JAVA_OUT/examples.log" javac -XDstringConcat=inline -d "$JAVA_OUT/examples" -cp "$JAVA_JAR" examples/java/*.java
  printf '%s\n' "$fingerprint" >"$stamp"
}

# package_java FOLDER: the jars and the POM as a Maven repository wants them, in FOLDER.
package_java() {
  local name
  name=connectify-sdk-$(java_version)
  build_java
  quietly "$JAVA_OUT/package.log" maven package -Dmaven.test.skip
  mkdir -p "$1"
  cp "$JAVA_OUT/maven/$name.jar" "$JAVA_OUT/maven/$name-sources.jar" "$JAVA_OUT/maven/$name-javadoc.jar" "$1"
  # shellcheck disable=SC2016
  sed 's/${revision}/'"$(java_version)/" bindings/java/pom.xml >"$1/$name.pom"
}

check_java() {
  java_ready || missing Java "$(java_cure)"
  build_java
  clean_environment
  local reports=$JAVA_OUT/maven/surefire-reports status=0
  rm -rf "$reports"
  LC_ALL=C.UTF-8 maven test || status=$?
  mkdir -p build/test
  "$PYTHON" - "$reports" build/test/java.xml <<'PY'
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

merged = ElementTree.Element("testsuites")
for report in sorted(Path(sys.argv[1]).glob("TEST-*.xml")):
    suite = ElementTree.parse(report).getroot()
    for properties in suite.findall("properties"):
        suite.remove(properties)
    merged.append(suite)
ElementTree.ElementTree(merged).write(sys.argv[2], encoding="unicode")
PY
  return "$status"
}
