"""Masking secrets in text."""

from __future__ import annotations

from dataclasses import dataclass

from ._json import decode
from ._load import native
from ._secret import Secret


@dataclass(frozen=True, slots=True)
class Masked:
    """A secret that was masked."""

    fingerprint: str
    """The beginning of its SHA-256, such as "sha256:1a2b"."""
    what: str
    """`registered`, or the shape by which it was found."""
    count: int
    """How many times."""


redact = native.redact


class Redactor:
    """Masks secrets: values that it was told, in all their forms, and others by their shapes.

        with open("raw.log", "rb") as log:
            redactor = Redactor(secret)
            for chunk in log:
                sys.stdout.buffer.write(redactor.write(chunk))
            sys.stdout.buffer.write(redactor.finish())

    redact() does the same for a whole text with the process's own redactor, `Redactor.of_process()`, which knows every
    credential that a client of this process has used.
    """

    def __init__(self, *secrets: str | bytes | Secret) -> None:
        self._native = native.Redactor()
        for secret in secrets:
            self.add(secret)

    @classmethod
    def of_process(cls) -> Redactor:
        """The process's own, with a stream of its own. What is added holds for redact() and RedactingFilter, too."""
        made = cls.__new__(cls)
        made._native = native.Redactor.of_process()
        return made

    def add(self, secret: str | bytes | Secret) -> None:
        """Registers a value, without line ends behind it. Raises ValidationError for one that is too short or long."""
        held = secret if isinstance(secret, Secret) else Secret(secret)
        self._native.add_secret(held._native)

    def write(self, chunk: bytes) -> bytes:
        """Sends a piece of text through, and gives what can no longer change of it and what came before."""
        return self._native.write(chunk)

    def finish(self) -> bytes:
        """The rest of the text; the next write begins another."""
        return self._native.finish()

    @property
    def masked(self) -> int:
        """How many secrets were masked so far."""
        return self._native.count()

    def report(self) -> tuple[Masked, ...]:
        """What was masked."""
        secrets = decode(self._native.report())["secrets"]
        return tuple(Masked(each["fingerprint"], each["what"], each["count"]) for each in secrets)
