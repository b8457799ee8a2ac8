"""Text from outside: checked and cleaned by the library's named profiles."""

from __future__ import annotations

from dataclasses import dataclass

from ._load import native


@dataclass(frozen=True, slots=True)
class TextChange:
    """What cleaning did for one rule."""

    rule: str
    """The rule that asked for it, such as "bidi_control"."""
    position: int
    """Where it was done first: an index into the text that was given."""
    count: int
    """How many times in all."""


@dataclass(frozen=True, slots=True)
class CleanedText:
    """A text that keeps the rules of its profile."""

    text: str
    changes: tuple[TextChange, ...]

    @property
    def changed(self) -> bool:
        """Whether it is another text than was given."""
        return bool(self.changes)


def check_text(profile: str, text: str) -> None:
    """Raises ValidationError, with the `rule` that was broken, unless the text keeps the rules of the profile.

    Profiles: `device_name`, `identifier`, `free_text`.
    """
    native.check_text(profile, text)


def clean_text(profile: str, text: str) -> CleanedText:
    """The nearest text that keeps the rules of the profile. Raises ValidationError if nothing acceptable is left.

    Profiles: `device_name`, `identifier`, `free_text`.
    """
    cleaned, changes = native.clean_text(profile, text)
    if cleaned is None:
        return CleanedText(text, ())
    from ._json import decode

    encoded = text.encode("utf-8", "surrogatepass")

    def index(position: int) -> int:
        return len(encoded[:position].decode("utf-8", "surrogatepass"))

    done = (TextChange(change["rule"], index(change["position"]), change["count"]) for change in decode(changes))
    return CleanedText(cleaned, tuple(done))
