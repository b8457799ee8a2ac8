"""Builds the extension with CMake; everything else is in pyproject.toml."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pybind11
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent


def project_version() -> str:
    """The version has one place: CMake's project()."""
    found = re.search(r"^project\(connectify VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit("CMakeLists.txt does not say the project's version")
    return found[1]


class CMakeBuild(build_ext):
    """Builds and installs the component `python` of the CMake project into the package."""

    def build_extension(self, extension: Extension) -> None:
        package = Path(self.get_ext_fullpath(extension.name)).resolve().parent
        # A CMake tree configured with CONNECTIFY_BUILD_PYTHON=ON may be given, so that nothing is compiled twice.
        given = os.environ.get("CONNECTIFY_CMAKE_BUILD")
        build = Path(given).resolve() if given else self.configure()
        jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count()))
        subprocess.run(["cmake", "--build", build, "--target", "_native", "--parallel", jobs], check=True)
        subprocess.run(["cmake", "--install", build, "--component", "python", "--prefix", package, "--strip"], check=True)

    def configure(self) -> Path:
        build = Path(self.build_temp).resolve()
        command = [
            *("cmake", "-S", ROOT, "-B", build, "-DCONNECTIFY_BUILD_PYTHON=ON", "-DCMAKE_BUILD_TYPE=Release"),
            # The level that the project is tested at, without debug information.
            "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG",
            *(f"-DCONNECTIFY_BUILD_{part}=OFF" for part in ("TOOLS", "TESTS", "EXAMPLES")),
            *(f"-DPython_EXECUTABLE={sys.executable}", f"-Dpybind11_DIR={pybind11.get_cmake_dir()}"),
        ]
        if shutil.which("ninja"):
            command.append("-GNinja")
        subprocess.run(command, check=True)
        return build


setup(
    version=project_version(),
    ext_modules=[Extension("connectify._native", [])],
    cmdclass={"build_ext": CMakeBuild},
)
