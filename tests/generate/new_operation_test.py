"""A new operation is one edit of core/spec/openapi.json and one run of the generator: in a copy of the tree, it then
stands in every package, compiles, and reaches the library (which refuses it, since its own document is the old one).

    new_operation_test.py ROOT      (a tree in which ./dev build has run)
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
LIMIT = 180  # seconds a compiler may take

READING = {
    "type": "object",
    "description": "What a device measured.",
    "required": ["id", "value"],
    "properties": {
        "id": {"type": "string", "description": "Its identifier."},
        "value": {"type": "number", "description": "What was measured."},
        "taken_at": {"type": ["string", "null"], "format": "date-time", "description": "When."},
    },
}
GET = {
    "operationId": "readings.get",
    "summary": "Get one reading.",
    "security": [{"bearer": ["data:read"]}],
    "parameters": [
        {"name": "id", "in": "path", "required": True, "description": "Which.", "schema": {"type": "string"}},
        {"name": "digits", "in": "query", "description": "How exact.", "schema": {"type": "integer"}},
    ],
    "responses": {
        "200": {
            "description": "The reading.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["status", "data"],
                        "properties": {"status": {"const": "success"}, "data": {"$ref": "#/components/schemas/Reading"}},
                    }
                }
            },
        }
    },
}


def run(*command: str | Path, **environment: str | Path) -> str:
    done = subprocess.run(
        command, env={**os.environ, **{name: str(value) for name, value in environment.items()}},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT,
    )
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


class NewOperation(unittest.TestCase):
    tree: Path

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.tree = Path(folder.name)
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
        for part in ("core/spec", "core/base", "tools/generate", "capi/include", "capi/src", "docs/generated", "bindings"):
            shutil.copytree(ROOT / part, cls.tree / part, ignore=ignored)
        shutil.copy(ROOT / "CMakeLists.txt", cls.tree)
        shutil.copy(ROOT / "LICENSE", cls.tree)
        run(sys.executable, "-B", cls.tree / "tools/generate/generate.py", "--check")

        file = cls.tree / "core/spec/openapi.json"
        document = json.loads(file.read_text())
        document["paths"]["/readings/{id}"] = {"get": GET}
        document["components"]["schemas"]["Reading"] = READING
        file.write_text(json.dumps(document))
        run(sys.executable, "-B", cls.tree / "tools/generate/generate.py")

    def test_python_has_it(self) -> None:
        (installed,) = (ROOT / "build/venv").glob("lib/python3*/site-packages/connectify")
        package = self.tree / "python/connectify"
        shutil.copytree(installed, package)
        shutil.copytree(self.tree / "bindings/python/connectify/generated", package / "generated", dirs_exist_ok=True)
        program = (
            "import connectify, datetime\n"
            "from connectify import ConnectifySDK, Reading\n"
            "key = 'cfy_ak_test_0000000000000000000000000000000025rrqD'\n"
            "try:\n"
            "    ConnectifySDK(api_key=key, base_url='https://127.0.0.1:1/v1').readings.get('r1', digits=3)\n"
            "except connectify.ValidationError as error:\n"
            "    print(error.rule)\n"
            "print(Reading.from_json({'id': 'r1', 'value': 1.5}).value)\n"
        )
        home = self.tree / "home"
        home.mkdir()
        said = run(ROOT / "build/venv/bin/python", "-B", "-c", program, PYTHONPATH=self.tree / "python", HOME=home)
        self.assertEqual(said, "unknown_operation\n1.5\n")

    def test_java_has_it(self) -> None:
        jar = ROOT / "build/java/connectify-sdk.jar"
        if not jar.exists():
            self.skipTest("the Java package is not built")
        program = self.tree / "New.java"
        program.write_text(
            "import com.connectify.sdk.*;\n"
            "class New { static double value(ConnectifySDK sdk) { return sdk.readings().get(\"r1\").value(); } }\n"
        )
        sources = sorted((self.tree / "bindings/java/src").glob("generated/java/com/connectify/sdk/*.java"))
        sources += sorted((self.tree / "bindings/java/src").glob("main/java/com/connectify/sdk/*.java"))
        run("javac", "-d", self.tree / "classes", "-cp", jar, *sources, program)

    def test_csharp_has_it(self) -> None:
        if not (ROOT / "build/csharp/native").exists():
            self.skipTest("the C# package is not built")
        sdk = self.tree / "bindings/csharp/Connectify.Sdk"
        (sdk / "New.cs").write_text(
            "namespace Connectify.Sdk;\n"
            "internal static class New { public static double Get(ConnectifySdk sdk) => sdk.Readings.Get(\"r1\").Value; }\n"
        )
        run(
            "dotnet", "build", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-c", "Release", sdk,
            f"-p:ConnectifyInterop={ROOT}/build/release/bindings/csharp/NativeMethods.cs",
            f"-p:ConnectifyNative={ROOT}/build/csharp/native",
            DOTNET_CLI_TELEMETRY_OPTOUT="1", DOTNET_NOLOGO="1",
        )


if __name__ == "__main__":
    unittest.main()
