"""Text on its way in and out: checked and cleaned by profiles, and made safe for the place where it will stand.

    from connectify import text

    page = f"<td>{text.html_text(device.name)}</td>"
    print(text.log_line(device.name))  # on a terminal, too

Each function that is named after a context takes a str, or bytes in UTF-8, and gives a str: the same object if that is
safe as it is. `unfit` says what becomes of what the context cannot carry in any form, half characters included:
"replace" puts U+FFFD there, "refuse" raises ValidationError. What json_string, javascript_string and css_string give
goes between quotes of yours; html_attribute between either kind of quotes.
"""

from __future__ import annotations

from collections.abc import Mapping

from ._json import decode, encode_arguments
from ._load import native
from ._text import CleanedText, TextChange, TextProfile, check_text, clean_text

__all__ = [
    "CleanedText",
    "TextChange",
    "TextProfile",
    "check_text",
    "clean_text",
    "contexts",
    "css_string",
    "csv_cell",
    "encode",
    "expand_uri",
    "file_name",
    "header_value",
    "html_attribute",
    "html_text",
    "javascript_string",
    "json_string",
    "log_line",
    "profiles",
    "shell_argument",
    "url_component",
    "xml",
]

# The extension's own, without anything in between: they are called for every text of a page.
html_text = native.html_text
html_attribute = native.html_attribute
javascript_string = native.javascript_string
css_string = native.css_string
xml = native.xml
url_component = native.url_component
json_string = native.json_string
log_line = native.log_line
csv_cell = native.csv_cell
shell_argument = native.shell_argument
header_value = native.header_value
file_name = native.file_name
encode = native.encode


def contexts() -> list[str]:
    """The names of all contexts."""
    names: list[str] = decode(native.contexts())
    return names


def profiles() -> list[str]:
    """The names of all profiles of the library's own."""
    names: list[str] = decode(native.profiles())
    return names


def expand_uri(template: str, variables: Mapping[str, object]) -> str:
    """A URI from a template of RFC 6570, such as "/devices/{id}/data{?from,to}": nothing in a variable can change its
    structure. Variables are texts, numbers, booleans, lists and mappings of these; what is None is left out.

    Raises ValidationError for a template or a variable that will not do.
    """
    return native.expand_uri(template, encode_arguments(variables))
