using Connectify.Sdk;

using var schema = new JsonSchema(
    """{"type":"object","properties":{"temperature":{"type":"number","maximum":60}}}""");
try
{
    schema.Validate("""{"temperature": 451}""");
}
catch (ValidationException error)
{
    Console.WriteLine($"{error.Field} {error.Rule}");
}
