"""What the encoders write is read back by the parsers that will read it: the same text, or what the context says.

Set CONNECTIFY_LIBRARY to the shared library. Hypothesis chooses the texts; each context's hard ones come first.
"""

from __future__ import annotations

import csv
import ctypes
import email.parser
import email.policy
import html.parser
import io
import json
import os
import shutil
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LIMIT = 60.0
HARD = [
    "", "plain", "two words", "\0", "a\0b", "\r", "\n", "\r\n", "a\rb", "\t", "</script>", "<!--", "-->", "]]>", "<![CDATA[",
    "&amp;", "&#0;", "&", "'", '"', "`", "${1}", "\\", "\\n", "a\\", "\u2028", "\u2029", "\u0085", "\u009b31m", "\x1b[31m",
    "\nabc", "\n 1", "\x07f", "\ufeff", "\ufffe", "\uffff", "\U0001ffff", "\U0010ffff", "\u202e", "\u2066x\u2069",
    "\U000e0001", "\u200b", "-rf", "--", "-", "~", "*", "$(id)", "`id`", "a'b", "!!", "=1+1", "+1", "-1", "@SUM(1)",
    "\t=1", "\r=1", " =1", "\uff1d1", "\u22121", "'=1", "a,b", "a;b", 'a"b', "a\nb", ".", "..", "a/..", "%2e", "a=b",
    "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x7f", "=", "x" * 70, "x" * 40 + "<", "é" * 40 + "<", "\u00a0=1",
]  # fmt: skip

lone_surrogates = st.characters(blacklist_categories=["Cs"])
texts = st.one_of(
    st.sampled_from(HARD),
    st.text(alphabet=lone_surrogates, max_size=80),
    st.lists(st.one_of(st.sampled_from(HARD), st.text(alphabet=lone_surrogates, max_size=3)), max_size=8).map("".join),
)
raw = st.one_of(st.binary(max_size=60), st.lists(st.sampled_from([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
                b"\xe2\x80", b"<", b"'", b"-", b"=", b"a", "é".encode(), b"\0"]), max_size=8).map(b"".join))  # fmt: skip


class Library:
    """cfy_text_encode and cfy_text_check through the C interface."""

    def __init__(self, path: str) -> None:
        self.c = ctypes.CDLL(path)
        self.c.cfy_text_encode.restype = ctypes.c_void_p
        self.c.cfy_text_contexts.restype = ctypes.c_void_p
        self.c.cfy_text_encode.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t,
                                           ctypes.POINTER(ctypes.c_void_p)]  # fmt: skip
        self.c.cfy_buffer_data.restype = ctypes.c_void_p
        self.c.cfy_buffer_data.argtypes = [ctypes.c_void_p]
        self.c.cfy_buffer_size.restype = ctypes.c_size_t
        self.c.cfy_buffer_size.argtypes = [ctypes.c_void_p]
        self.c.cfy_buffer_free.argtypes = [ctypes.c_void_p]
        self.c.cfy_error_rule.restype = ctypes.c_char_p
        self.c.cfy_error_rule.argtypes = [ctypes.c_void_p]
        self.c.cfy_error_free.argtypes = [ctypes.c_void_p]

    def taken(self, buffer: ctypes.c_void_p) -> bytes:
        data = ctypes.string_at(self.c.cfy_buffer_data(buffer), self.c.cfy_buffer_size(buffer))
        self.c.cfy_buffer_free(buffer)
        return data

    def contexts(self) -> list[str]:
        out = ctypes.c_void_p()
        assert not self.c.cfy_text_contexts(ctypes.byref(out))
        return list(json.loads(self.taken(out)))

    def encode_bytes(self, context: str, text: bytes, unfit: str = "replace") -> bytes | None:
        """None: refused. The very same object: unchanged."""
        out = ctypes.c_void_p()
        error = self.c.cfy_text_encode(context.encode(), unfit.encode(), text, len(text), ctypes.byref(out))
        if error:
            assert self.c.cfy_error_rule(error)
            self.c.cfy_error_free(error)
            assert out.value is None
            return None
        if not out.value:
            return text
        encoded = self.taken(out)
        assert encoded != text, "unchanged, but copied"
        return encoded

    def encode(self, context: str, text: str) -> str:
        encoded = self.encode_bytes(context, text.encode())
        assert encoded is not None, f"{context} refused {text!r}"
        return encoded.decode()


LIBRARY = Library(os.environ["CONNECTIFY_LIBRARY"])


def without(text: str, unfit: str) -> str:
    """The text as a context carries it that cannot carry these characters."""
    return text.translate({ord(c): "\ufffd" for c in unfit})


@pytest.mark.parametrize("context", LIBRARY.contexts())
@given(raw)
def test_any_bytes_come_out_as_utf8_or_are_refused(context: str, data: bytes) -> None:
    encoded = LIBRARY.encode_bytes(context, data)
    if encoded is not None:
        encoded.decode()
        # As if the text had been repaired before.
        assert encoded == LIBRARY.encode_bytes(context, data.decode(errors="replace").encode())
    try:
        data.decode()
    except UnicodeDecodeError:
        assert LIBRARY.encode_bytes(context, data, "refuse") is None


@pytest.mark.parametrize("context", LIBRARY.contexts())
@given(texts)
def test_refusing_changes_no_text_that_is_carried(context: str, text: str) -> None:
    refusing = LIBRARY.encode_bytes(context, text.encode(), "refuse")
    if refusing is not None:
        assert refusing == LIBRARY.encode_bytes(context, text.encode())


class Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.values: list[str | None] = []
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [value for _, value in attrs]


@given(texts)
def test_html_text(text: str) -> None:
    encoded = LIBRARY.encode("html_text", text)
    assert "\r" not in encoded and "\0" not in encoded
    reader = Reader()
    reader.feed(f"<p>{encoded}</p>")
    reader.close()
    assert (reader.tags, reader.text) == (["p"], without(text, "\0"))


@given(texts)
def test_html_attribute(text: str) -> None:
    encoded = LIBRARY.encode("html_attribute", text)
    for quote in ['"', "'"]:
        reader = Reader()
        reader.feed(f"<p title={quote}{encoded}{quote}>")
        reader.close()
        assert (reader.tags, reader.values) == (["p"], [without(text, "\0")])
    assert not set(encoded) & set(" \t\n\f\r\"'`=<>\0")


@given(texts)
def test_html_as_a_browser_tokenizes_it(text: str) -> None:
    html5lib = pytest.importorskip("html5lib")
    in_text = LIBRARY.encode("html_text", text)
    in_attribute = LIBRARY.encode("html_attribute", text)
    for value in [f'"{in_attribute}"', f"'{in_attribute}'", in_attribute]:
        if not value:
            continue
        document = html5lib.parseFragment(f"<b title={value}>x{in_text}</b>", namespaceHTMLElements=False)
        assert len(document) == 1 and dict(document[0].attrib) == {"title": without(text, "\0")}
        assert document[0].text == "x" + without(text, "\0") and len(document[0]) == 0


@given(texts)
def test_xml(text: str) -> None:
    encoded = LIBRARY.encode("xml", text)
    carried = "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
    root = ElementTree.fromstring(f'<r a="{encoded}" b=\'{encoded}\'>{encoded}</r>'.encode())
    assert (root.text or "", root.attrib) == (carried, {"a": carried, "b": carried})


@given(texts)
def test_json_string(text: str) -> None:
    encoded = LIBRARY.encode("json_string", text)
    assert json.loads(f'"{encoded}"') == text
    assert not set(encoded) & set("<>&'\u2028\u2029\x7f")


@given(texts)
def test_url_component(text: str) -> None:
    encoded = LIBRARY.encode("url_component", text)
    assert urllib.parse.unquote(encoded, errors="strict") == text
    assert encoded == urllib.parse.quote(text, safe="")
    assert urllib.parse.parse_qs(f"a={encoded}&b=1", keep_blank_values=True) == {"a": [text], "b": ["1"]}


@given(texts)
def test_css_string(text: str) -> None:
    tinycss2 = pytest.importorskip("tinycss2")
    encoded = LIBRARY.encode("css_string", text)
    for quote in ['"', "'"]:
        tokens = tinycss2.parse_component_value_list(f"{quote}{encoded}{quote}")
        assert [token.type for token in tokens] == ["string"]
        assert tokens[0].value == without(text, "\0")
    assert not set(encoded) & set("<>&\"'()\r\n\f")


@given(texts)
def test_csv_cell(text: str) -> None:
    encoded = LIBRARY.encode("csv_cell", text)
    for delimiter in [",", ";", "\t"]:
        lines = io.StringIO(f"a{delimiter}{encoded}{delimiter}b\r\n", newline="")
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
        carried = without(text, "\0")
        assert rows in [[["a", carried, "b"]], [["a", "'" + carried, "b"]]]
    assert next(csv.reader(io.StringIO(encoded, newline=""))) == rows[0][1:2]
    assert not rows[0][1].lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


@given(texts)
def test_log_line(text: str) -> None:
    encoded = LIBRARY.encode("log_line", text)
    assert len(encoded.splitlines()) <= 1
    assert all(ord(c) >= 0x20 and not 0x7F <= ord(c) <= 0x9F for c in encoded)
    assert not set(encoded) & set("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    assert read_log(encoded) == text


def read_log(line: str) -> str:
    """The reading that the escapes are made for."""
    simple = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    out, at = "", 0
    while at < len(line):
        if line[at] != "\\":
            out, at = out + line[at], at + 1
        elif line[at + 1] == "x":
            out, at = out + chr(int(line[at + 2 : at + 4], 16)), at + 4
        elif line[at + 1] == "u":
            end = line.index("}", at)
            out, at = out + chr(int(line[at + 3 : end], 16)), end + 1
        else:
            out, at = out + simple[line[at + 1]], at + 2
    return out


@settings(max_examples=30, deadline=None)
@given(st.lists(texts, min_size=1, max_size=60))
def test_shell_argument(many: list[str]) -> None:
    many = many + HARD
    script = "printf '%s\\0' " + " ".join(LIBRARY.encode("shell_argument", text) for text in many)
    for shell in filter(None, map(shutil.which, ["sh", "dash", "bash"])):
        out = subprocess.run([shell, "-s"], input=script.encode(), capture_output=True, timeout=LIMIT, check=True)
        expected = [("./" if text.startswith("-") else "") + without(text, "\0") for text in many]
        assert out.stdout.decode().split("\0")[:-1] == expected and out.stderr == b""


@pytest.fixture(scope="module")
def node() -> Iterator[str]:
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    yield program


@settings(max_examples=15, deadline=None)
@given(st.lists(texts, min_size=1, max_size=200))
def test_javascript_string(node: str, many: list[str]) -> None:
    many = many + HARD
    encoded = [LIBRARY.encode("javascript_string", text) for text in many]
    literals = [f"{quote}{form}{quote}" for form in encoded for quote in "'\"`"]
    script = "process.stdout.write(JSON.stringify([" + ",".join(literals) + "]))"
    out = subprocess.run([node, "-"], input=script.encode(), capture_output=True, timeout=LIMIT, check=True)
    assert json.loads(out.stdout) == [text for text in many for _ in "'\"`"]
    assert not set("".join(encoded)) & set("<>&'\"`$\r\n\u2028\u2029")


@given(texts)
def test_header_value(text: str) -> None:
    encoded = LIBRARY.encode_bytes("header_value", text.encode())
    fits = all(c == "\t" or " " <= c <= "~" for c in text) and text.strip(" \t") == text
    assert encoded == (text.encode() if fits else None)
    if fits:
        message = email.parser.BytesHeaderParser(policy=email.policy.HTTP).parsebytes(b"A: " + text.encode() + b"\r\nB: x\r\n\r\n")
        assert list(message.keys()) == ["A", "B"]


@given(texts)
def test_file_name(text: str) -> None:
    encoded = LIBRARY.encode_bytes("file_name", text.encode())
    if encoded is None:
        return
    assert encoded == text.encode() and os.path.basename(text) == text
    assert text not in ("", ".", "..") and not text.endswith((".", " "))
    assert not set(text) & set('/\\<>:"|?*') and all(c >= " " for c in text)
    assert text.split(".")[0].rstrip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


@pytest.mark.parametrize("name", ["report.txt", "Küche 1.pdf", ".profile", "console", "com10", "a..b", "台所", "-x"])
def test_file_name_lets_pass(name: str) -> None:
    assert LIBRARY.encode("file_name", name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "a/b", "a\\b", "C:x", "a.", "a ", "CON", "con.txt", "COM1.log", "nul .x", "\uff0e\uff0e",
                                  "a\uff0fb", "\uff23\uff2f\uff2e", "COM\u00b9", "a\0b", "a\nb", "a\u202etxt.exe", "x" * 256, "a\u2215b"])
def test_file_name_refuses(name: str) -> None:
    assert LIBRARY.encode_bytes("file_name", name.encode()) is None
