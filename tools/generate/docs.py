"""The generated pages of the documentation: the table of errors."""

from __future__ import annotations

from native import NOTE
from spec import Spec

LANGUAGES = ("cpp", "python", "java", "csharp")


def render(spec: Spec) -> dict[str, str]:
    rows = "".join(
        f"| {e.number} | `{e.name}` | {e.when} | {'yes' if e.retriable else 'no'} "
        f"| {' | '.join(f'`{e.classes[language]}`' for language in LANGUAGES)} |\n"
        for e in spec.errors
    )
    base = spec.base_classes
    return {
        "docs/generated/errors.md": f"""<!-- {NOTE.format(source="core/spec/errors.json")} -->
# Errors

One table for every language. In C++ all derive from `{base["cpp"]}`; all but `cancelled` in Python from
`{base["python"]}`, in Java and C# from `{base["java"]}`; in C each is a `cfy_error` with the number as its code. Every
error carries a message that says what is wrong and the cure, and where they apply the field, the rule, the HTTP status, the service's own code, the request id,
whether repeating may help, and how long to wait. No message ever holds a secret.

| number | name | when | may repeating help? | C++ | Python | Java | C# |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}"""
    }
