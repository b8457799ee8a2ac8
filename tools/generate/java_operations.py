"""The generated files of the Java package that call: parameters, operations, their groups."""

from __future__ import annotations

from api import Api, Argument, Operation, Stream
from java_words import adding, identifier, imports_of, java_file, java_type, phrase, prose
from spec import Spec

WIDTH = 120


def body_names(spec: Spec) -> dict[str, str]:
    """The names of the objects that are sent, by operation."""
    names = {}
    for path in spec.openapi["paths"].values():
        for method in path.values():
            if isinstance(method, dict) and "requestBody" in method:
                schema = method["requestBody"]["content"]["application/json"]["schema"]
                names[str(method["operationId"])] = str(schema["$ref"]).rsplit("/", 1)[1]
    return names


def named_arguments(operation: Operation) -> list[Argument]:
    """The arguments that go into the class of parameters."""
    return [argument for argument in operation.arguments if not argument.positional]


def parameters_name(operation: Operation, bodies: dict[str, str]) -> str:
    return bodies.get(operation.id) or f"{operation.name.capitalize()}{operation.group.capitalize()}Params"


def parameters(operation: Operation, bodies: dict[str, str]) -> str:
    name, arguments = parameters_name(operation, bodies), named_arguments(operation)
    required = [argument for argument in arguments if argument.required]
    optional = [argument for argument in arguments if not argument.required]
    fields = "".join(f"  private final {_parameter(argument)};\n" for argument in required)
    fields += "".join(f"  private {java_type(each.type, True)} {identifier(each.name)};\n" for each in optional)
    tags = "".join(f"   * @param {identifier(each.name)} {phrase(each.description)}\n" for each in required)
    takes = ", ".join(_parameter(argument) for argument in required)
    keeps = "".join(f"    this.{identifier(each.name)} = {_kept(each)};\n" for each in required)
    comment = "  /** Nothing set yet. */\n"
    if required:
        comment = f"  /**\n   * What is needed; the rest may be set.\n   *\n{tags}   */\n"
    body = f"\n{keeps}  " if required else ""
    constructor = f"{comment}  public {name}({takes}) {{{body}}}\n"
    setters = "".join(_setter(name, argument) for argument in optional)
    adds = "".join(f"\n        {adding(argument.name, argument.type)}" for argument in arguments)
    imports = imports_of([argument.type for argument in arguments])
    return java_file(
        "openapi.json",
        f"""/**
 * What {{@link {class_name(operation.group)}}} is told to {operation.name} by; for one thread at a time.
 */
public final class {name} {{
{fields}
{constructor}{setters}
  Arguments addTo(Arguments arguments) {{
    return arguments{adds};
  }}
}}
""",
        imports,
    )


def _parameter(argument: Argument) -> str:
    return f"{java_type(argument.type, not argument.required)} {identifier(argument.name)}"


def _kept(argument: Argument) -> str:
    name = identifier(argument.name)
    return f"{name} == null ? null : List.copyOf({name})" if argument.type.item is not None else name


def _setter(owner: str, argument: Argument) -> str:
    name = identifier(argument.name)
    return f"""
  /**
   * {prose(argument.description)}
   *
   * @param {name} the value{"; null for none" if java_type(argument.type) == java_type(argument.type, True) else ""}
   * @return this
   */
  public {owner} {name}({java_type(argument.type)} {name}) {{
    this.{name} = {_kept(argument)};
    return this;
  }}
"""


def class_name(group: str) -> str:
    return f"{group.capitalize()}Operations"


def operations(api: Api, group: str, bodies: dict[str, str]) -> str:
    mine = [operation for operation in api.operations if operation.group == group]
    methods = "".join(_methods(operation, bodies) for operation in mine)
    methods += "".join(_stream(stream) for stream in api.streams if stream.group == group)
    imports = {"java.util.concurrent.CompletableFuture"} if any(not o.collection for o in mine) else set()
    imports |= imports_of([a.type for o in mine for a in o.arguments if a.positional])
    return java_file(
        "openapi.json",
        f"""/** The operations {{@code {group}.*}}; see {{@link ConnectifySDK}} for threads and exceptions. */
public final class {class_name(group)} {{
  private final Caller caller;

  {class_name(group)}(Caller caller) {{
    this.caller = caller;
  }}
{methods}}}
""",
        imports,
    )


def _methods(operation: Operation, bodies: dict[str, str]) -> str:
    """The method and its twin, each with every choice of what may be left out."""
    positional = [argument for argument in operation.arguments if argument.positional]
    named = named_arguments(operation)
    takes = [(_parameter(argument), identifier(argument.name), phrase(argument.description)) for argument in positional]
    whole = list(takes)
    choices: list[tuple[list[str], list[str]]] = []  # parameters, and what the longest form is given for them
    names = [name for _, name, _ in takes]
    if named:
        kind = parameters_name(operation, bodies)
        if not any(argument.required for argument in named) and operation.id not in bodies:
            choices.append(([each for each, _, _ in takes], [*names, f"new {kind}()", "CallOptions.none()"]))
        takes.append((f"{kind} parameters", "parameters", "the rest of what it is told"))
        names = [*names, "parameters"]
        whole = list(takes)
    choices.append(([each for each, _, _ in takes], [*names, "CallOptions.none()"]))
    text = ""
    for is_async in (False, True):
        for parameters, given in choices:
            text += _short(operation, is_async, [each for each in whole if each[0] in parameters], given)
        text += _long(operation, is_async, whole, bool(named))
    return text


def _answer(operation: Operation, is_async: bool) -> str:
    if operation.collection:
        return f"{'Async' if is_async else ''}Pager<{operation.item}, {operation.model}>"
    return f"CompletableFuture<{operation.model}>" if is_async else operation.model


def _method_name(operation: Operation, is_async: bool) -> str:
    return identifier(f"{operation.name}_async" if is_async else operation.name)


def _comment(operation: Operation, is_async: bool, takes: list[tuple[str, str, str]], options: bool) -> str:
    lines = [f"  /**\n   * {prose(operation.summary)}\n   *\n"]
    if operation.scopes:
        lines.append(f"   * <p>Scope: {', '.join(operation.scopes)}.\n   *\n")
    lines += [f"   * @param {name} {words}\n" for _, name, words in takes]
    if options:
        lines.append("   * @param options what this call wants to be different from its client\n")
    if operation.collection:
        gives = "the list, whose pages are fetched as they are needed"
    else:
        gives = "what will hold the answer; cancelling it ends the call" if is_async else "the answer"
    lines.append(f"   * @return {gives}\n   */\n")
    return "".join(lines)


def _short(operation: Operation, is_async: bool, takes: list[tuple[str, str, str]], given: list[str]) -> str:
    name = _method_name(operation, is_async)
    parameters = ", ".join(each for each, _, _ in takes)
    return f"""
{_comment(operation, is_async, takes, False)}  public {_answer(operation, is_async)} {name}({parameters}) {{
    return {name}({", ".join(given)});
  }}
"""


def _long(operation: Operation, is_async: bool, takes: list[tuple[str, str, str]], has_parameters: bool) -> str:
    parameters = ", ".join([*(each for each, _, _ in takes), "CallOptions options"])
    arguments = "new Arguments()"
    for argument in operation.arguments:
        if argument.positional:
            arguments += f'.add("{argument.name}", {identifier(argument.name)})'
    if has_parameters:
        arguments = f"parameters.addTo({arguments})"
    given = f'"{operation.id}", {arguments}, {operation.model}.READER, options'
    if operation.collection:
        call = f"new {'Async' if is_async else ''}Pager<>(caller, {given})"
    else:
        call = f"caller.{'submit' if is_async else 'call'}({given})"
    line = f"    return {call};"
    if len(line) > WIDTH:
        before, rest = call.split("(", 1)
        line = f"    return {before}(\n        {rest};"
    name = _method_name(operation, is_async)
    return f"""
{_comment(operation, is_async, takes, True)}  public {_answer(operation, is_async)} {name}({parameters}) {{
{line}
  }}
"""


def _stream(stream: Stream) -> str:
    after = ("String lastEventId", "lastEventId", "goes on after this event; null: with what happens from now on")
    options = ("CallOptions options", "options", "with a timeout: how long a connection may be silent")
    name, kind = identifier(stream.name), f"EventStream<{stream.model}>"
    call = f'caller.stream("{stream.id}", {stream.model}.READER, lastEventId, options)'
    text = ""
    for takes, answer in (
        ([], f"{name}(null)"),
        ([after], f"{name}(lastEventId, CallOptions.none())"),
        ([after, options], call),
    ):
        comment = f"  /**\n   * {prose(stream.summary)}\n   *\n"
        if stream.scopes:
            comment += f"   * <p>Scope: {', '.join(stream.scopes)}.\n   *\n"
        comment += "".join(f"   * @param {parameter} {words}\n" for _, parameter, words in takes)
        comment += "   * @return the stream, which is the caller's to close\n   */\n"
        parameters = ", ".join(each for each, _, _ in takes)
        text += f"\n{comment}  public {kind} {name}({parameters}) {{\n    return {answer};\n  }}\n"
    return text


def groups(api: Api) -> str:
    methods = "".join(
        f"""
  /**
   * The operations {{@code {group}.*}}.
   *
   * @return the operations
   */
  public {class_name(group)} {identifier(group)}() {{
    return new {class_name(group)}(caller);
  }}
"""
        for group in api.groups
    )
    return java_file(
        "openapi.json",
        f"""/** The groups of operations that a client has. */
abstract class Groups {{
  final Caller caller;

  Groups(Caller caller) {{
    this.caller = caller;
  }}
{methods}}}
""",
    )
