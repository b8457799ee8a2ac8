"""json-check, validate and expand: exit statuses, one line of reason, and nothing read that was not given.

    schema_commands_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
VECTORS = Path(__file__).resolve().parents[1] / "vectors"
LIMIT = 30.0  # seconds that a command may take


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / name).read_text())["cases"]
    return found


class Commands(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-schema-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_cli(self, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"} or "SAN_OPTIONS" in name}
        return subprocess.run([CONNECTIFY, *arguments], input=text, env=kept, cwd=self.folder, capture_output=True,
                              timeout=LIMIT)

    def expect(self, status: int, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        result = self.run_cli(*arguments, text=text)
        self.assertEqual(result.returncode, status, (arguments, text, result))
        if status == 1:
            self.assertEqual(result.stdout, b"")
            self.assertEqual(result.stderr.count(b"\n"), 1, result.stderr)
            self.assertTrue(result.stderr.startswith(b"connectify: "), result.stderr)
        return result

    def write(self, name: str, value: Any) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return str(path)

    def validate(self, status: int, schema: Any, value: Any, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        text = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.expect(status, "validate", "--schema", self.write("schema.json", schema), *arguments, text=text)

    def test_json_check_accepts_and_refuses(self) -> None:
        good = [b"{}", b" [1.5e3,null] \n", b'"\\ud83d\\ude00"', b'{"a":1,"b":1}', b"[" * 64 + b"]" * 64, b"-0", b'""']
        bad = [b"", b" ", b"[1,]", b"{'a':1}", b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b"1 2", b"1\0", b"\xef\xbb\xbf1",
               b'"\\ud800"', b'"\\udc00"', b'"\\udc00\\ud800"', b'"\\ud83d\\u0041"', b'"\xff"', b'"\xed\xa0\x80"',
               b"[" * 65 + b"]" * 65, b"[" * 100_000, b"NaN", b"01", b"+1", b".5", b"1.", b"1e", b"0x1",
               b"18446744073709551616", b"1e999", b'"a\nb"', b'"a\0b"', b'"\\x41"', b'"\\u00"', b"tru", b"[1]x", b"\x0c1"]
        for text in good:
            self.expect(0, "json-check", text=text)
        for text in bad:
            self.expect(1, "json-check", text=text)

    def test_json_speaks_of_the_rule(self) -> None:
        result = self.run_cli("json-check", "--json", text=b'{"a":1,"a":2}')
        self.assertEqual(result.returncode, 1)
        self.assertEqual(json.loads(result.stderr)["error"]["rule"], "duplicate_key")

    def test_validate_names_place_and_keyword(self) -> None:
        schema = {"properties": {"a/b": {"items": {"type": "integer"}}}}
        self.assertEqual(self.validate(0, schema, {"a/b": [1]}).stderr, b"")
        self.assertIn(b"/a~1b/1 (type)", self.validate(1, schema, {"a/b": [1, "x"]}).stderr)
        error = json.loads(self.run_cli("validate", "--schema", "schema.json", "--json", text=b'{"a/b":["x"]}').stderr)
        self.assertEqual((error["error"]["field"], error["error"]["rule"]), ("/a~1b/0", "type"))

    def test_validate_takes_numbers_of_any_size_and_refuses_what_is_no_json(self) -> None:
        self.validate(0, {"maximum": 18446744073709551615}, b"18446744073709551600.0")
        self.validate(1, {"maximum": 18446744073709551615}, b"18446744073709551615.5")
        self.validate(1, True, b'{"a":1,"a":1}')
        self.validate(1, True, b"")

    def test_formats_are_asserted_when_asked(self) -> None:
        self.validate(0, {"format": "ipv4"}, "nonsense")
        self.validate(1, {"format": "ipv4"}, "nonsense", "--format-assertion")
        self.validate(0, {"format": "ipv4"}, "127.0.0.1", "--format-assertion")

    def test_wrong_use_is_2(self) -> None:
        good = self.write("good.json", True)
        for arguments in (["validate"], ["validate", "--schema", "missing.json"], ["validate", "--schema", good, "--nonsense"],
                          ["validate", "--schema", self.write("text.json", "{")],
                          ["validate", "--schema", self.write("bad.json", {"type": "text"})],
                          ["validate", "--schema", self.write("look.json", {"pattern": "(?=a)"})],
                          ["validate", "--schema", self.write("ref.json", {"$ref": "http://localhost:1234/x.json"})],
                          ["validate", "--schema", good, "--map", "http://localhost:1234/"],
                          ["validate", "--schema", good, "--map", "relative=" + str(self.folder)],
                          ["validate", "--schema", good, "--map", "http://localhost:1234/=missing"],
                          ["expand", "{a}"], ["expand", "{a}", "--vars", "missing.json"], ["json-check", "file"]):
            self.expect(2, *arguments, text=b"1")

    def test_mapped_folders_serve_references(self) -> None:
        self.write("remotes/deep/integer.json", {"type": "integer"})
        self.write("remotes/a b.json", {"$ref": "deep/integer.json"})
        for uri in ("http://localhost:1234/deep/integer.json", "http://localhost:1234/a%20b.json",
                    "http://localhost:1234/deep/../deep/integer.json"):
            for prefix in ("http://localhost:1234/", "http://localhost:1234"):
                self.validate(0, {"$ref": uri}, 1, "--map", f"{prefix}=remotes")
                self.validate(1, {"$ref": uri}, "x", "--map", f"{prefix}=remotes")

    def test_names_that_leave_the_folder_are_refused(self) -> None:
        self.write("secret.json", True)
        self.write("remotes/inner/ok.json", True)
        (self.folder / "remotes" / "link.json").symlink_to(self.folder / "secret.json")
        (self.folder / "remotes-too").mkdir()
        self.write("remotes-too/x.json", True)
        (self.folder / "remotes" / "beside").symlink_to(self.folder / "remotes-too")
        # Resolving a reference takes `..` away; written as %2e%2e or %2f it reaches the folder.
        for name in ("%2e%2e/secret.json", "inner/%2e%2e/%2e%2e/secret.json", "..%2fsecret.json", "link.json", "beside/x.json",
                     "%2f" + str(self.folder).lstrip("/") + "/secret.json", "..%5csecret.json", "inner", "none.json"):
            result = self.validate(2, {"$ref": "http://localhost:1234/" + name}, 1, "--map", "http://localhost:1234/=remotes")
            self.assertIn(b"could not be loaded", result.stderr)
        self.validate(0, {"$ref": "http://localhost:1234/inner/ok.json"}, 1, "--map", "http://localhost:1234/=remotes")

    def test_metaschema_is_known_without_a_network(self) -> None:
        schema = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
        self.validate(0, schema, {"properties": {"a": {"minLength": 1}}})
        self.validate(1, schema, {"properties": {"a": {"minLength": -1}}})

    def test_expand_does_all_four_levels(self) -> None:
        variables = {"id": "a b/c", "list": ["x", "y"], "keys": {"k": "v", "l": 2}, "n": 37.76, "t": True, "u": None,
                     "e": "", "path": "/p"}
        file = self.write("vars.json", variables)
        for template, expected in {"/devices/{id}": "/devices/a%20b%2Fc", "{+id}": "a%20b/c", "{#path,n}": "#/p,37.76",
                                   "{/list*}{?keys*,u,e}": "/x/y?k=v&l=2&e=", "{;keys,t}{&e}": ";keys=k,v,l,2;t=true&e=",
                                   "{id:3}{.list}": "a%20b.x,y", "plain": "plain", "": ""}.items():
            self.assertEqual(self.expect(0, "expand", template, "--vars", file).stdout.decode(), expected + "\n")

    def test_expand_refuses_wrong_templates(self) -> None:
        file = self.write("vars.json", {"keys": {"a": "b"}, "deep": [[1]]})
        for template in ("{/id*", "/id*}", "{/?id}", "{var:prefix}", "{hello:2*}", "{??hello}", "{!hello}", "{with space}",
                         "{=path}", "{$var}", "{|var*}", "{*keys?}", "{?empty=default,var}", "{keys:1}", "{;keys:1*}",
                         "?{-join|&|var,list}", "/people/{~thing}", "/{default-graph-uri}", "{?x, y}", "{}", "{a,}", "a^b"):
            self.expect(1, "expand", template, "--vars", file)
        self.expect(1, "expand", "{deep}", "--vars", file)
        self.expect(1, "expand", "{a}", "--vars", self.write("list.json", []))

    def test_vectors_of_schemas(self) -> None:
        """A sample through the command; the unit tests run all."""
        for case in cases("json_schema.json")[::9]:
            with self.subTest(case["name"]):
                for uri, document in case.get("documents", {}).items():
                    self.write("web/" + uri.split("//")[1], document)
                arguments = ["--format-assertion"] if case.get("format_assertion") else []
                if "documents" in case:
                    for host in {uri.split("/")[2] for uri in case["documents"]}:
                        arguments += ["--map", f"http://{host}/=web/{host}"]
                if "error" in case:
                    self.validate(2, case["schema"], 1, *arguments)
                for value in case.get("valid", []):
                    self.validate(0, case["schema"], value, *arguments)
                for invalid in case.get("invalid", []):
                    self.validate(1, case["schema"], invalid["value"], *arguments)


if __name__ == "__main__":
    unittest.main()
