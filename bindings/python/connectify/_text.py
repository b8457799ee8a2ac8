"""Text from outside: checked and cleaned by the library's named profiles, and by those of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ._json import decode, encode_arguments
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

    Profiles: `device_name`, `identifier`, `free_text`, `url`, `email`, `event_type`.
    """
    native.check_text(profile, text)


def clean_text(profile: str, text: str) -> CleanedText:
    """The nearest text that keeps the rules of the profile. Raises ValidationError if nothing acceptable is left.

    Profiles: as of check_text().
    """
    return _cleaned(text, native.clean_text(profile, text))


class TextProfile:
    """A profile of the program's own.

        rooms = TextProfile("room", max_graphemes=20, scripts=["Latin"], existing=["Kitchen"])
        rooms.check(name)

    What is not given, or None, is as in the profile `device_name`. Any number of threads may use one.
    """

    def __init__(
        self,
        name: str,
        *,
        max_bytes: int | None = None,
        max_graphemes: int | None = None,
        may_be_empty: bool | None = None,
        line_breaks: bool | None = None,
        markup: bool | None = None,
        tidy_spaces: bool | None = None,
        scripts: Sequence[str] | None = None,
        mixed_scripts: bool | None = None,
        existing: Sequence[str] | None = None,
    ) -> None:
        """`line_breaks` and `markup`: whether they are text. `scripts`: the only ones, by Unicode's names.
        `mixed_scripts`: False for the limits of UTS #39. `existing`: names that no text but themselves may look like.

        Raises ValidationError for a rule that cannot be.
        """
        rules = dict(locals())
        del rules["self"]
        self._native = native.TextProfile(encode_arguments(rules))

    def check(self, text: str) -> None:
        """Raises ValidationError, with the `rule` that was broken, unless the text keeps the rules."""
        self._native.check(text)

    def clean(self, text: str) -> CleanedText:
        """The nearest text that keeps the rules. Raises ValidationError if nothing acceptable is left."""
        return _cleaned(text, self._native.clean(text))


def _cleaned(text: str, result: tuple[str | None, str]) -> CleanedText:
    cleaned, changes = result
    if cleaned is None:
        return CleanedText(text, ())
    encoded = text.encode("utf-8", "surrogatepass")

    def index(position: int) -> int:
        return len(encoded[:position].decode("utf-8", "surrogatepass"))

    done = (TextChange(change["rule"], index(change["position"]), change["count"]) for change in decode(changes))
    return CleanedText(cleaned, tuple(done))
