using System.Text.Json.Serialization;

namespace Quickstart;

/// <summary>How a step went.</summary>
internal sealed record Step([property: JsonPropertyName("step")] string Name, bool Ok, double Ms, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Step))]
internal sealed partial class StepJson : JsonSerializerContext;
