#!/usr/bin/env python3
"""Installs each package of a folder that `./dev package` made, in an empty place of its own, and runs the quickstart
program of its language from there: outside this tree, and without a variable that says where a library is.

Exits 1 if a step of any language failed or was not reported.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

from program import ROOT, Failure, Program, end_with_signals, report, run, sandbox

INSTALL_LIMIT = 600.0  # seconds
SYSTEM_REPOSITORY = Path("/usr/share/maven-repo")  # Debian's, where Maven finds its plugins without a network


def do(*command: str | Path, folder: Path, **environment: str | Path) -> str:
    """Runs a command of an installation; what it said is shown only if it failed."""
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, **{name: str(value) for name, value in environment.items()}},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=INSTALL_LIMIT,
        )
    except FileNotFoundError:
        raise Failure(f"{command[0]} is not installed; ./dev setup installs it") from None
    if done.returncode != 0:
        raise Failure(f"'{' '.join(map(str, command))}' failed:\n{done.stdout}")
    return done.stdout


def c_with_cmake(packages: Path, folder: Path) -> Program:
    shutil.copy(ROOT / "examples/c/quickstart.c", folder)
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(example C)\nfind_package(Connectify 1.0 REQUIRED)\n"
        "add_executable(example quickstart.c)\ntarget_link_libraries(example PRIVATE Connectify::connectify)\n"
    )
    do("cmake", "-S", folder, "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={packages / 'native'}", folder=folder)
    do("cmake", "--build", folder / "build", folder=folder)
    return Program("C, CMake", (folder / "build/example",))


def cpp_with_pkg_config(packages: Path, folder: Path) -> Program:
    shutil.copy(ROOT / "examples/cpp/quickstart.cpp", folder)
    (found,) = (packages / "native").rglob("pkgconfig")
    flags = do("pkg-config", "--cflags", "--libs", "connectify", folder=folder, PKG_CONFIG_PATH=found).split()
    libraries = do("pkg-config", "--variable=libdir", "connectify", folder=folder, PKG_CONFIG_PATH=found).strip()
    do("g++", "-std=c++17", "quickstart.cpp", "-o", "example", *flags, f"-Wl,-rpath,{libraries}", folder=folder)
    return Program("C++, pkg-config", (folder / "example",))


def python_with_pip(packages: Path, folder: Path) -> Program:
    (wheel,) = packages.glob("connectify_sdk-*.whl")
    do(sys.executable, "-m", "venv", "venv", folder=folder)
    python = folder / "venv/bin/python"
    do(python, "-m", "pip", "install", "--no-index", "--disable-pip-version-check", wheel, folder=folder)
    shutil.copy(ROOT / "examples/python/quickstart.py", folder)
    return Program("Python, pip", (python, folder / "quickstart.py"))


def java_with_maven(packages: Path, folder: Path) -> Program:
    (jar,) = (path for path in packages.glob("connectify-sdk-*.jar") if path.stem.count("-") == 2)
    version = jar.stem.removeprefix("connectify-sdk-")
    repository = folder / "repository"
    artifact = repository / "com/connectify/connectify-sdk" / version
    artifact.mkdir(parents=True)
    shutil.copy(jar, artifact)
    shutil.copy(jar.with_suffix(".pom"), artifact)
    (folder / "src/main/java").mkdir(parents=True)
    shutil.copy(ROOT / "examples/java/Quickstart.java", folder / "src/main/java")
    (folder / "pom.xml").write_text(_consumer(version))
    maven: list[str | Path] = ["mvn", "-B", "-q", f"-Dmaven.repo.local={repository}"]
    if SYSTEM_REPOSITORY.is_dir():
        # Without a network the plugins have to be in the same repository. Nothing of ours is among them.
        for there in SYSTEM_REPOSITORY.iterdir():
            if there.name != "com":
                (repository / there.name).symlink_to(there)
        for there in (SYSTEM_REPOSITORY / "com").iterdir():
            if there.name != "connectify":
                (repository / "com" / there.name).symlink_to(there)
        maven.append("-o")
    do(*maven, "compile", folder=folder)
    return Program("Java, Maven", ("java", "-cp", f"{artifact / jar.name}:{folder / 'target/classes'}", "Quickstart"))


def _consumer(version: str) -> str:
    """A project whose one dependency is the package."""
    project = ElementTree.Element("project", xmlns="http://maven.apache.org/POM/4.0.0")

    def add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, name)
        made.text = text
        return made

    for name, text in (("modelVersion", "4.0.0"), ("groupId", "example"), ("artifactId", "example"), ("version", "1")):
        add(project, name, text)
    properties = add(project, "properties")
    add(properties, "maven.compiler.release", "17")
    add(properties, "project.build.sourceEncoding", "UTF-8")
    dependency = add(add(project, "dependencies"), "dependency")
    for name, text in (("groupId", "com.connectify"), ("artifactId", "connectify-sdk"), ("version", version)):
        add(dependency, name, text)
    plugins = add(add(project, "build"), "plugins")
    for name, text in (("maven-resources-plugin", "3.3.0"), ("maven-compiler-plugin", "3.10.1")):
        plugin = add(plugins, "plugin")
        add(plugin, "artifactId", name)
        add(plugin, "version", text)
    return ElementTree.tostring(project, encoding="unicode")


def csharp_with_nuget(packages: Path, folder: Path) -> Program:
    # Beside it may lie Connectify.Sdk.AspNetCore.*.nupkg.
    (package,) = packages.glob("Connectify.Sdk.[0-9]*.nupkg")
    feed = folder / "feed"
    feed.mkdir()
    shutil.copy(package, feed)
    (folder / "nuget.config").write_text(
        '<configuration><packageSources><clear /><add key="folder" value="feed" /></packageSources></configuration>'
    )
    # Outside the tree its project takes the package.
    shutil.copytree(ROOT / "examples/csharp/Quickstart", folder / "example")
    quiet = {"DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1", "DOTNET_CLI_UI_LANGUAGE": "en"}
    do(
        "dotnet", "publish", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-c", "Release", "-o", "out", "example",
        folder=folder, NUGET_PACKAGES=folder / "cache", **quiet,
    )
    return Program("C#, NuGet", ("dotnet", folder / "out/Quickstart.dll"))


# What each needs to be in the folder of packages; a language that was not packed is named and left out.
INSTALLATIONS: list[tuple[str, Callable[[Path, Path], Program]]] = [
    ("native", c_with_cmake),
    ("native", cpp_with_pkg_config),
    ("*.whl", python_with_pip),
    ("*.pom", java_with_maven),
    ("*.nupkg", csharp_with_nuget),
]


def main() -> int:
    packages = Path(sys.argv[1]).resolve()
    end_with_signals()
    try:
        with tempfile.TemporaryDirectory(prefix="connectify-installed-") as name:
            folder = Path(name)
            programs = []
            for needed, install in INSTALLATIONS:
                if not any(packages.glob(needed)):
                    print(f"{install.__name__.replace('_', ' ')}: skipped; {packages} has no {needed}")
                    continue
                place = folder / install.__name__
                place.mkdir()
                programs.append(install(packages, place))
            with sandbox(folder) as environment:
                runs = [run(program, folder, environment) for program in programs]
    except Failure as failure:
        print(f"package: {failure}", file=sys.stderr)
        return 1
    failed = report(runs)
    if not failed:
        print(f"Every package was installed and used. They are in {packages}.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
