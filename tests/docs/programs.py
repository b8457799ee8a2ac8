"""The programs that the documentation shows, compiled: those in docs/snippets, and the blocks of code in Markdown.

C and C++ are compiled one by one, Java in one run of javac, C# in one project.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "docs"))

import snippets  # noqa: E402

BUILD = ROOT / "build"
LIMIT = 300.0  # seconds that a compiler may take

# Markdown whose blocks are run. A block in no language (plain ```) is a picture or an answer, and is not.
PAGES = ["README.md", *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDINGS = {"c": "c", "cpp": "cpp", "python": "py", "java": "java", "csharp": "cs", "sh": "sh", "json": "json"}

# What `./dev` does CI does by itself, and the sandbox is running already.
DONE_ELSEWHERE = re.compile(r"^(\./dev |connectify sandbox &).*\n", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    page: str  # programs of one page share a sandbox and a folder, in this order
    name: str
    ending: str
    text: str
    expected: tuple[str, ...] = ()  # texts that its output has to hold

    @property
    def id(self) -> str:
        return f"{self.page}/{self.name}.{self.ending}"


def every() -> list[Program]:
    found = []
    for s in snippets.every():
        found.append(Program(s.page, s.name, s.ending, s.text, s.expected))
    for page in PAGES:
        for number, block in enumerate(BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")), 1):
            if block[1] not in ENDINGS:
                raise ValueError(f"{page} has a block in {block[1]}, which nothing runs")
            text = DONE_ELSEWHERE.sub("", block[2])
            if text.strip():
                found.append(Program(page.replace("/", "-"), f"block_{number}", ENDINGS[block[1]], text))
    return found


class Absent(Exception):
    """What a language needs is not on this machine."""


class Compiled:
    """Compiles what a language needs when it is first asked for, in a folder of its own."""

    def __init__(self, folder: Path, programs: list[Program]) -> None:
        self.folder, self.programs = folder, programs
        self.done: set[str] = set()

    def command(self, program: Program) -> list[str | Path]:
        """How it is run."""
        make: Callable[[Program], list[str | Path]] = getattr(self, f"_{program.ending}")
        return make(program)

    def _source(self, program: Program, name: str) -> Path:
        file = self.folder / program.page / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(program.text, encoding="utf-8")
        return file

    def _native(self, program: Program, compiler: str, standard: str) -> list[str | Path]:
        if not shutil.which(compiler):
            raise Absent(f"{compiler} is not installed")
        source = self._source(program, f"{program.name}.{program.ending}")
        library = BUILD / "release" / "lib"
        binary = source.with_suffix(f".{program.ending}.out")
        warnings = ("-Wall", "-Wextra", "-pedantic", "-Werror")
        link = ("-L", library, f"-Wl,-rpath,{library}", "-lconnectify")
        _run(compiler, f"-std={standard}", *warnings, "-I", ROOT / "capi/include", source, *link, "-o", binary)
        return [binary]

    def _c(self, program: Program) -> list[str | Path]:
        return self._native(program, "cc", "c99")

    def _cpp(self, program: Program) -> list[str | Path]:
        return self._native(program, "c++", "c++17")

    def _py(self, program: Program) -> list[str | Path]:
        return [BUILD / "venv/bin/python", self._source(program, f"{program.name}.py")]

    def _sh(self, program: Program) -> list[str | Path]:
        return ["bash", "-eu", "-o", "pipefail", self._source(program, f"{program.name}.sh")]

    def _json(self, program: Program) -> list[str | Path]:
        return ["python3", "-m", "json.tool", self._source(program, f"{program.name}.json")]

    def _java(self, program: Program) -> list[str | Path]:
        jar = BUILD / "java/connectify-sdk.jar"
        if not shutil.which("javac") or not jar.exists():
            raise Absent("javac or build/java/connectify-sdk.jar is not there")
        if "java" not in self.done:
            files = [self._source(p, f"java/{_class_of(p)}.java") for p in self.programs if p.ending == "java"]
            _run("javac", "-Xlint:all", "-Werror", "-d", self.folder / "classes", "-cp", jar, *files)
            self.done.add("java")
        return ["java", "-cp", f"{jar}:{self.folder / 'classes'}", _class_of(program)]

    def _cs(self, program: Program) -> list[str | Path]:
        assembly = BUILD / "csharp/bin/Connectify.Sdk/release/Connectify.Sdk.dll"
        natives = BUILD / "csharp/native"
        if not shutil.which("dotnet") or not assembly.exists():
            raise Absent("dotnet or build/csharp is not there")
        out = self.folder / "csharp/out"
        if "cs" not in self.done:
            _csharp_project(self.folder / "csharp", [p for p in self.programs if p.ending == "cs"], assembly)
            project = self.folder / "csharp/Snippets.csproj"
            options = ("-nodeReuse:false", "-p:UseSharedCompilation=false", "-v", "quiet", "-c", "Release", "-o", out)
            quiet = {"DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1", "DOTNET_CLI_USE_MSBUILD_SERVER": "0"}
            _run("dotnet", "build", *options, project, DOTNET_CLI_UI_LANGUAGE="en", **quiet)
            shutil.copytree(natives, out, dirs_exist_ok=True)
            self.done.add("cs")
        return ["dotnet", out / "Snippets.dll", program.id]


def _class_of(program: Program) -> str:
    found = re.search(r"^public (?:final )?class (\w+)", program.text, re.MULTILINE)
    if not found:
        raise ValueError(f"{program.id} has no public class")
    return found[1]


METHOD = """{usings}
namespace Snippets;

static class Program{number}
{{
    public static async Task Run()
    {{
        await Task.CompletedTask;
{body}
    }}
}}
"""


def _csharp_project(folder: Path, programs: list[Program], assembly: Path) -> None:
    """Every program, which begins at its first statement, as a method of a class of its own."""
    folder.mkdir()
    cases = []
    for number, program in enumerate(programs):
        usings = re.findall(r"^using [\w.]+;$", program.text, re.MULTILINE)
        body = re.sub(r"^using [\w.]+;$", "", program.text, flags=re.MULTILINE)
        text = METHOD.format(usings="\n".join(usings), number=number, body=body)
        (folder / f"Program{number}.cs").write_text(text, encoding="utf-8")
        cases.append(f'    case "{program.id}": await Snippets.Program{number}.Run(); break;\n')
    main = f'switch (args[0])\n{{\n{"".join(cases)}    default: throw new ArgumentException(args[0]);\n}}\n'
    (folder / "Main.cs").write_text(main, encoding="utf-8")
    (folder / "Snippets.csproj").write_text(
        f"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="Connectify.Sdk" HintPath="{assembly}" />
  </ItemGroup>
</Project>
""",
        encoding="utf-8",
    )


def _run(*command: str | Path, **variables: str) -> None:
    environment = {**os.environ, **variables}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
