"""The generated files of the Java package: exceptions and models here, what calls in java_operations."""

from __future__ import annotations

from api import Api, Field, Model, Type
from java_operations import body_names, class_name, groups, named_arguments, operations, parameters, parameters_name
from java_words import FOLDER, adding, identifier, imports_of, java_file, java_type, phrase, prose
from spec import ErrorKind, Spec

READERS = {"string": "text", "integer": "integer", "number": "number", "boolean": "truth", "time": "time"}
READERS |= {"secret": "secret", "any": "value", "map": "map"}
RESERVED = {"json", "member", "extra", "response", "other", "that"}  # variables of the generated readers


def render(spec: Spec) -> dict[str, str]:
    api = Api(spec.openapi)
    bodies = body_names(spec)
    files = {error.classes["java"]: _exception(spec, error) for error in spec.errors if not error.standard_class}
    files["ErrorTable"] = _error_table(spec)
    files |= {model.name: _model(api, model) for model in api.models}
    for operation in api.operations:
        if named_arguments(operation):
            files[parameters_name(operation, bodies)] = parameters(operation, bodies)
    files |= {class_name(group): operations(api, group, bodies) for group in api.groups}
    files["Groups"] = groups(api)
    return {f"{FOLDER}/{name}.java": text for name, text in files.items()}


def _exception(spec: Spec, error: ErrorKind) -> str:
    name, base = error.classes["java"], spec.base_classes["java"]
    return java_file(
        "errors.json",
        f"""/** {prose(error.when)} */
public class {name} extends {base} {{
  private static final long serialVersionUID = 1;

  /**
   * One that was not thrown by the library, for programs that test how they treat it.
   *
   * @param message what is wrong
   */
  public {name}(String message) {{
    this(ErrorDetails.of("{error.name}", message, null, null));
  }}

  {name}(ErrorDetails details) {{
    super(details);
  }}
}}
""",
    )


def _error_table(spec: Spec) -> str:
    rows = ""
    for error in spec.errors:
        name = error.classes["java"].rsplit(".", 1)[-1]
        given = "details.message()" if error.standard_class else "details"
        rows += f"      case {error.number} -> new {name}({given});\n"
    imports = {error.classes["java"] for error in spec.errors if error.standard_class}
    return java_file(
        "errors.json",
        f"""/** Which class an error's number stands for. */
final class ErrorTable {{
  private ErrorTable() {{}}

  static RuntimeException exception(int number, ErrorDetails details) {{
    return switch (number) {{
{rows}      default -> new {spec.base_classes["java"]}(details); // of a later library
    }};
  }}
}}
""",
        imports,
    )


def _model(api: Api, model: Model) -> str:
    clash = {identifier(field.name) for field in model.fields} & RESERVED
    if clash:
        raise ValueError(f"{model.name}: the Java readers use the name {clash.pop()} themselves")
    tags = "".join(f" * @param {identifier(f.name)} {phrase(f.description)}{_or_null(f)}\n" for f in model.fields)
    components = "".join(f"    {java_type(f.type, not f.always)} {identifier(f.name)},\n" for f in model.fields)
    imports = imports_of([field.type for field in model.fields])
    imports |= {"java.util.Collections", "java.util.LinkedHashMap", "java.util.Map", "java.util.Objects"}
    return java_file(
        "openapi.json",
        f"""/**
 * {prose(model.description)}
 *
 * <p>Two are equal if their fields are, wherever they came from.
 *
{tags} * @param extra fields that this version of the package does not know
 * @param response the answer that this came from; null for a part of it
 */
public record {model.name}(
{components}    Map<String, Object> extra,
    Response response) {{
{_reader(api, model)}
{_sending(model)}{_equality(model)}}}
""",
        imports,
    )


def _or_null(field: Field) -> str:
    return "" if field.always or "null" in field.description else "; may be null"


def _reader(api: Api, model: Model) -> str:
    variables, cases, arguments = "", "", ""
    for field in model.fields:
        name, type = identifier(field.name), java_type(field.type, not field.always)
        initial = {"long": "0", "double": "0", "boolean": "false"}.get(type, "null")
        variables += f"          {type} {name} = {initial};\n"
        value = _read(field.type)
        if not field.always:
            value = f"json.isNull() ? null : {value}"
        cases += f'              case "{field.name}" -> {name} = {value};\n'
        arguments += f"              {name},\n"
    page = next((o for o in api.operations if o.collection and o.model == model.name), None)
    items = ""
    kind = f"ModelReader<{model.name}>"
    if page is not None and page.collection is not None:
        kind = f"PageReader<{page.item}, {model.name}>"
        items = f"""
        @Override
        List<{page.item}> items({model.name} page) {{
          return page.{identifier(page.collection)}();
        }}
"""
    return f"""
  static final {kind} READER =
      new {kind.split("<")[0]}<>() {{
        @Override
        {model.name} read(JsonReader json, Response response) {{
{variables}          Map<String, Object> extra = new LinkedHashMap<>();
          json.beginObject();
          for (String member; (member = json.nextMember()) != null; ) {{
            switch (member) {{
{cases}              default -> extra.put(member, json.value());
            }}
          }}
          return new {model.name}(
{arguments}              Collections.unmodifiableMap(extra),
              response);
        }}
{items}      }};"""


def _read(type: Type) -> str:
    if type.model is not None:
        return f"{type.model}.READER.read(json, null)"
    if type.item is not None and type.item.model is not None:
        return f"json.list({type.item.model}.READER)"
    if type.item is not None and type.item.kind == "string":
        return "json.texts()"
    if type.item is not None:
        raise ValueError(f"no model had a list of {type.item.kind} yet: add a reader for it to JsonReader.java")
    return f"json.{READERS[type.kind]}()"


def _sending(model: Model) -> str:
    """What lets a model stand among arguments."""
    if not model.sent:
        return ""
    taken = ", ".join(f"{java_type(f.type, not f.always)} {identifier(f.name)}" for f in model.fields)
    given = ", ".join(identifier(f.name) for f in model.fields)
    tags = "".join(f"   * @param {identifier(f.name)} {phrase(f.description)}{_or_null(f)}\n" for f in model.fields)
    adds = "".join(f"\n        {adding(f.name, f.type)}" for f in model.fields)
    return f"""
  /**
   * One to send.
   *
{tags}   * @return what was made of them
   */
  public static {model.name} of({taken}) {{
    return new {model.name}({given}, Map.of(), null);
  }}

  Arguments arguments() {{
    return new Arguments(){adds};
  }}
"""


def _equality(model: Model) -> str:
    names = [identifier(field.name) for field in model.fields]
    terms = [f"Objects.equals({name}, that.{name})" for name in [*names, "extra"]]
    equal = "\n        && ".join([f"other instanceof {model.name} that", *terms])
    shown = '\n        + ", '.join(f'{name}=" + {name}' for name in names)
    return f"""
  @Override
  public boolean equals(Object other) {{
    return {equal};
  }}

  @Override
  public int hashCode() {{
    return Objects.hash({", ".join(names)});
  }}

  @Override
  public String toString() {{
    return "{model.name}[{shown}
        + "]";
  }}
"""
