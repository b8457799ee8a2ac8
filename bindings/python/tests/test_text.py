"""Text on its way out, profiles of the program's own, and what stands in JSON."""

from __future__ import annotations

import inspect

import pytest

import connectify
from connectify import TextProfile, ValidationError, text


def test_every_context_has_a_function_and_no_other_is_there() -> None:
    assert set(text.contexts()) <= set(text.__all__)
    functions = {name for name in text.__all__ if inspect.isbuiltin(getattr(text, name))}
    # pybind11 gives encode(), and what is named after a context comes straight from the extension.
    assert functions - {"encode"} == set(text.contexts())


def test_what_is_safe_comes_back_as_it_is() -> None:
    name = "Kitchen lamp \N{POTTED PLANT}"
    for context in ("html_text", "log_line", "json_string"):
        assert getattr(text, context)(name) is name


def test_they_are_documented_and_show_their_parameters() -> None:
    for context in text.contexts():
        function = getattr(text, context)
        assert function.__name__ == context
        assert str(inspect.signature(function)) == "(text, /, *, unfit='replace')"
        assert function.__doc__.startswith("The text, safe ")


@pytest.mark.parametrize("arguments", [(), ("a", "b"), (1,), (None,), (bytearray(b"x"),)])
def test_wrong_arguments_are_type_errors(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        text.html_text(*arguments)  # type: ignore[arg-type]


def test_wrong_keywords_are_refused() -> None:
    with pytest.raises(TypeError):
        text.html_text("a", quote=True)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        text.html_text("a", unfit=1)  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as refused:
        text.html_text("a", unfit="ignore")  # type: ignore[arg-type]
    assert refused.value.rule == "unknown_choice"
    with pytest.raises(ValidationError) as refused:
        text.encode("htm_text", "a")
    assert refused.value.rule == "unknown_context"


def test_half_characters_are_replaced_or_refused_by_name() -> None:
    assert "\ud83d" not in text.html_text("a\ud83db")
    assert text.html_text("a\ud83db").encode().startswith(b"a\xef\xbf\xbd")
    with pytest.raises(ValidationError) as refused:
        text.html_text("a\ud83db", unfit="refuse")
    assert refused.value.rule == "invalid_utf8"
    with pytest.raises(ValidationError) as refused:
        connectify.expand_uri("{a}", {"a": "\ud83d"})
    assert refused.value.rule == "invalid_utf8"
    for check in (connectify.check_json, connectify.Schema(True).validate):
        with pytest.raises(ValidationError) as refused:
            check('"\ud83d"')
        assert refused.value.rule == "invalid_utf8"


def test_a_profile_of_ones_own() -> None:
    rooms = TextProfile("room", max_graphemes=7, scripts=["Latin"], existing=["Kitchen"])
    rooms.check("Kitchen")
    for broken in ("Kitchen 1", "\N{CYRILLIC CAPITAL LETTER KA}itchen", "k1tchen\u202e"):
        with pytest.raises(ValidationError):
            rooms.check(broken)
    cleaned = rooms.clean("Küche\u202e")
    assert cleaned.text == "Küche"
    assert [(change.rule, change.position) for change in cleaned.changes] == [("bidi_control", 5)]
    name = "Garden"
    assert rooms.clean(name).text is name


def test_a_profile_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        TextProfile("room", scripts=["Klingonese"])
    assert refused.value.field == "scripts.0" or refused.value.field == "scripts"


def test_profiles_are_those_of_the_documentation() -> None:
    assert set(text.profiles()) == {"device_name", "identifier", "free_text", "url", "email", "event_type"}
    for profile in text.profiles():
        assert f"`{profile}`" in (connectify.check_text.__doc__ or "")


def test_variables_of_a_uri_are_values_of_python() -> None:
    uri = connectify.expand_uri("/devices/{id}/data{?from,to,tags*}", {"id": "a/b", "from": 1, "to": None, "tags": ["x", "y"]})
    assert uri == "/devices/a%2Fb/data?from=1&tags=x&tags=y"


def test_a_schema_takes_what_json_was_read_into() -> None:
    schema = connectify.Schema({"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]})
    schema.validate(b'{"id":"dev_1"}')
    with pytest.raises(ValidationError) as refused:
        schema.validate('{"id":1}')
    assert (refused.value.field, refused.value.rule) == ("/id", "type")
    with pytest.raises(ValidationError) as refused:
        schema.validate('{"id":"a","id":"b"}')
    assert refused.value.rule == "duplicate_key"
