using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connectify.Sdk.Interop;

/// <summary>Keeps System.Text.Json from writing down what holds credentials, also inside of something else.</summary>
internal sealed class NeverWritten : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException(
            $"{typeToConvert.Name} holds credentials and is never written as JSON; make it anew where it is needed."
        );
}
