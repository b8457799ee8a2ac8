"""The OpenAPI document as what the languages' packages are generated from: operations, models and their types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Type:
    """What a value is, null left out."""

    # string, secret (a string that must not be seen), time (a string of RFC 3339), integer, number, boolean, any (text,
    # number or truth), map (of names to such values), array or model
    kind: str
    item: Type | None = None  # of an array
    model: str | None = None  # the name of a model


@dataclass(frozen=True)
class Argument:
    name: str
    type: Type
    required: bool
    positional: bool
    description: str


@dataclass(frozen=True)
class Field:
    """A member of a model."""

    name: str
    type: Type
    always: bool  # never absent and never null
    description: str


@dataclass(frozen=True)
class Model:
    name: str
    description: str
    fields: list[Field]
    sent: bool  # whether it is a part of arguments too


@dataclass(frozen=True)
class Operation:
    id: str
    summary: str
    scopes: list[str]
    arguments: list[Argument]
    idempotent_by_key: bool
    model: str
    collection: str | None
    item: str | None

    @property
    def group(self) -> str:
        return self.id.split(".")[0]

    @property
    def name(self) -> str:
        return self.id.split(".")[1]


@dataclass(frozen=True)
class Stream:
    """An operation that gives events without an end."""

    id: str
    summary: str
    scopes: list[str]
    model: str

    @property
    def group(self) -> str:
        return self.id.split(".")[0]

    @property
    def name(self) -> str:
        return self.id.split(".")[1]


class Api:
    """The OpenAPI document, with its references followed."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.operations = [
            self._operation(path, method)
            for path in document["paths"].values()
            for name, method in path.items()
            if name != "parameters" and not method.get("x-stream", False)  # a stream is no call
        ]
        self.streams = [
            self._stream(method)
            for path in document["paths"].values()
            for name, method in path.items()
            if name != "parameters" and method.get("x-stream", False)
        ]
        self.groups = list(dict.fromkeys(operation.group for operation in self.operations))
        self.models = self._models()

    def _models(self) -> list[Model]:
        """The objects that answers and arguments hold, each after those that it is made of."""
        sent: dict[str, Model] = {}
        for operation in self.operations:
            for argument in operation.arguments:
                for name in _models_in(argument.type):
                    self._collect({"$ref": f"#/components/schemas/{name}"}, sent, True)
        found = dict(sent)
        for operation in self.operations:
            self._collect({"$ref": f"#/components/schemas/{operation.model}"}, found)
        return list(found.values())

    def _collect(self, schema: dict[str, Any], found: dict[str, Model], sent: bool = False) -> None:
        resolved = self._resolve(schema)
        if _kind(resolved) == "array":
            self._collect(resolved["items"], found, sent)
        elif _kind(resolved) == "object" and _name(schema["$ref"]) not in found:
            for member in resolved["properties"].values():
                self._collect(member, found, sent)
            name = _name(schema["$ref"])
            # Its own description, not that of the place which refers to it.
            found[name] = self._model(name, self._resolve({"$ref": schema["$ref"]}), sent)

    def _model(self, name: str, schema: dict[str, Any], sent: bool) -> Model:
        required = schema.get("required", [])
        fields = []
        for member, member_schema in schema["properties"].items():
            resolved = self._resolve(member_schema)
            always = member in required and "null" not in resolved["type"]
            fields.append(Field(member, self._type_of(member_schema), always, resolved["description"]))
        return Model(name, schema["description"], fields, sent)

    def _type_of(self, schema: dict[str, Any]) -> Type:
        resolved = self._resolve(schema)
        kind = _kind(resolved)
        if kind == "object":
            return Type("model", model=_name(schema["$ref"]))
        if kind == "array":
            return Type("array", item=self._type_of(resolved["items"]))
        if resolved.get("x-secret"):
            return Type("secret")
        if resolved.get("format") == "date-time":
            return Type("time")
        return Type(kind)

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a reference leads to; what stands beside it comes first."""
        while "$ref" in schema:
            target: Any = self._document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def _operation(self, path: dict[str, Any], method: dict[str, Any]) -> Operation:
        parameters = [self._resolve(each) for each in [*path.get("parameters", []), *method.get("parameters", [])]]
        arguments = [
            Argument(
                name=each["name"],
                type=self._type_of(each["schema"]),
                required=each.get("required", False),
                positional=each["in"] == "path",
                description=each["description"],
            )
            for each in parameters
            if each["in"] != "header"
        ]
        arguments += self._body_arguments(method)
        answer = next(value for status, value in method["responses"].items() if status.startswith("2"))
        data = self._resolve(answer)["content"]["application/json"]["schema"]["properties"]["data"]
        collection = method.get("x-collection")
        return Operation(
            id=method["operationId"],
            summary=method["summary"],
            scopes=[scope for scheme in method["security"] for scope in scheme["bearer"]],
            arguments=arguments,
            idempotent_by_key=any(each["name"] == "Idempotency-Key" for each in parameters),
            model=_name(data["$ref"]),
            collection=collection,
            item=_name(self._resolve(data)["properties"][collection]["items"]["$ref"]) if collection else None,
        )

    def _stream(self, method: dict[str, Any]) -> Stream:
        answer = next(value for status, value in method["responses"].items() if status.startswith("2"))
        return Stream(
            id=method["operationId"],
            summary=method["summary"],
            scopes=[scope for scheme in method["security"] for scope in scheme["bearer"]],
            model=_name(self._resolve(answer)["content"]["text/event-stream"]["schema"]["$ref"]),
        )

    def _body_arguments(self, method: dict[str, Any]) -> list[Argument]:
        if "requestBody" not in method:
            return []
        body = self._resolve(method["requestBody"]["content"]["application/json"]["schema"])
        return [
            Argument(
                name=name,
                type=self._type_of(schema),
                required=name in body.get("required", []),
                positional=False,
                description=self._resolve(schema)["description"],
            )
            for name, schema in body["properties"].items()
        ]


def _kind(schema: dict[str, Any]) -> str:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kinds = [kind for kind in kinds if kind != "null"]
    if len(kinds) > 1:
        return "any"
    return "map" if kinds[0] == "object" and "properties" not in schema else str(kinds[0])


def _models_in(type: Type) -> list[str]:
    if type.item is not None:
        return _models_in(type.item)
    return [type.model] if type.model is not None else []


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[1]
