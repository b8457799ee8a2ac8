# shellcheck shell=bash
# The documentation: one static site from docs, the headers and the packages that ./dev build has left, and its check.

DOCS_OUT=build/docs

docs_ready() { have doxygen && "$PYTHON" -c 'import markdown, pygments' 2>/dev/null; }
docs_cure() { echo "doxygen, Markdown or Pygments is not installed; ./dev setup docs installs them."; }

docs() {
  docs_ready || missing "the documentation" "$(docs_cure)"
  build
  "$VENV/bin/python" -B tools/docs/build.py "$DOCS_OUT"
  say "Open $DOCS_OUT/index.html"
}

# The site is whole, and every program and command that it shows runs as it says.
check_docs() {
  docs_ready || missing "the documentation" "$(docs_cure)"
  in_venv pytest
  clean_environment
  "$VENV/bin/python" -B -m pytest -q --junitxml="$RESULTS/docs.xml" tests/docs
}
