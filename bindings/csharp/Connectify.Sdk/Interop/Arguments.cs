using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connectify.Sdk.Interop;

/// <summary>The arguments of a call, as the JSON object that the library takes. Null is no value.</summary>
internal sealed class Arguments : IDisposable
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // text goes as it is: it never stands in a page
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public Arguments()
    {
        _json = new Utf8JsonWriter(_bytes, s_options);
        _json.WriteStartObject();
    }

    public Arguments Add(string name, string? value)
    {
        if (value is not null)
        {
            RequireUnicode(name, value);
            _json.WriteString(name, value);
        }
        return this;
    }

    public Arguments Add(string name, long? value)
    {
        if (value is not null)
        {
            _json.WriteNumber(name, value.Value);
        }
        return this;
    }

    public Arguments Add(string name, double? value)
    {
        if (value is not null)
        {
            if (!double.IsFinite(value.Value))
            {
                throw Refusal(
                    $"{name} is {value.Value.ToString(CultureInfo.InvariantCulture)}, and JSON has no such number.",
                    name,
                    "type"
                );
            }
            _json.WriteNumber(name, value.Value);
        }
        return this;
    }

    public Arguments Add(string name, bool? value)
    {
        if (value is not null)
        {
            _json.WriteBoolean(name, value.Value);
        }
        return this;
    }

    public Arguments Add(string name, DateTimeOffset? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value.Value);
        }
        return this;
    }

    public Arguments Add(string name, IEnumerable<string>? values)
    {
        if (values is not null)
        {
            _json.WriteStartArray(name);
            int index = 0;
            foreach (string value in values)
            {
                RequireUnicode($"{name}.{index++}", value);
                _json.WriteStringValue(value);
            }
            _json.WriteEndArray();
        }
        return this;
    }

    public Arguments Add(string name, ISentModel? value)
    {
        if (value is not null)
        {
            _json.WritePropertyName(name);
            WriteModel(value);
        }
        return this;
    }

    public Arguments Add(string name, IEnumerable<ISentModel>? values)
    {
        if (values is not null)
        {
            _json.WriteStartArray(name);
            foreach (ISentModel value in values)
            {
                WriteModel(value);
            }
            _json.WriteEndArray();
        }
        return this;
    }

    /// <summary>A text, number or truth, or a map of such; null is no value, but inside a map it is one.</summary>
    public Arguments AddValue(string name, object? value)
    {
        if (value is not null)
        {
            RequireUnicode(name, name);
            _json.WritePropertyName(name);
            WriteValue(name, value);
        }
        return this;
    }

    private void WriteModel(ISentModel value)
    {
        _json.WriteStartObject();
        value.AddTo(this);
        _json.WriteEndObject();
    }

    private void WriteValue(string field, object? value)
    {
        switch (value)
        {
            case null:
                _json.WriteNullValue();
                break;
            case string text:
                RequireUnicode(field, text);
                _json.WriteStringValue(text);
                break;
            case bool truth:
                _json.WriteBooleanValue(truth);
                break;
            case int or long or short or byte or sbyte or ushort or uint:
                _json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                _json.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                _json.WriteNumberValue(number);
                break;
            case JsonElement element:
                element.WriteTo(_json);
                break;
            case IEnumerable<KeyValuePair<string, object?>> members:
                _json.WriteStartObject();
                foreach ((string name, object? member) in members)
                {
                    RequireUnicode(field, name);
                    _json.WritePropertyName(name);
                    WriteValue($"{field}.{name}", member);
                }
                _json.WriteEndObject();
                break;
            case System.Collections.IEnumerable items:
                _json.WriteStartArray();
                foreach (object? item in items)
                {
                    WriteValue(field, item);
                }
                _json.WriteEndArray();
                break;
            default:
                throw Refusal($"{field} is a {value.GetType().Name} that JSON has no form for.", field, "type");
        }
    }

    /// <summary>The whole object.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The writer would put U+FFFD for half a character.</summary>
    private static void RequireUnicode(string field, string? text)
    {
        for (int i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text!.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                throw Refusal(
                    $"{field} contains a lone surrogate, which is half of a character; decode the text properly first.",
                    field,
                    "invalid_utf8"
                );
            }
        }
    }

    private static ValidationException Refusal(string message, string field, string rule) =>
        new(message) { Field = field, Rule = rule };
}
