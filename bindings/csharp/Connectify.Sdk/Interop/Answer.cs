using System.Text;
using System.Text.Json;

namespace Connectify.Sdk.Interop;

internal sealed partial class Answer
{
    /// <summary>The model of the answer, read from the library's own bytes.</summary>
    public T Read<T>()
        where T : Model, IModel<T>
    {
        ReadOnlySpan<byte> json = Json();
        T model;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            model = ModelReader.ReadObject<T>(ref reader);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new ResponseException($"The answer cannot be read as {typeof(T).Name}: {error.Message}.", error);
        }
        model.Response = new Response(
            HttpStatus(),
            Encoding.UTF8.GetString(RequestId()),
            Encoding.UTF8.GetString(json),
            Attempts()
        );
        GC.KeepAlive(this);
        return model;
    }
}
