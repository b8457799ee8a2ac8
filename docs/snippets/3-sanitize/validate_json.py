from connectify import Schema, ValidationError

schema = Schema('{"type":"object","properties":{"temperature":{"type":"number","maximum":60}}}')
try:
    schema.validate('{"temperature": 451}')
except ValidationError as error:
    print(error.field, error.rule)
