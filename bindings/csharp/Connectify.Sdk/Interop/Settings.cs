using System.Globalization;

namespace Connectify.Sdk.Interop;

/// <summary>Gives an object of the library one option.</summary>
internal delegate void OptionSetter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);

/// <summary>.NET's values as the texts that the library takes, and by which it judges them.</summary>
internal static class Settings
{
    /// <summary>Sets an option, unless there is no value.</summary>
    public static void Set(OptionSetter set, string name, string? value)
    {
        if (value is not null)
        {
            using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
            using var valueText = new Utf8Text(value, stackalloc byte[Utf8Text.Scratch]);
            set(nameText.Bytes, valueText.Bytes);
        }
    }

    public static void Set(this Config config, string name, string? value) => Set(config.Set, name, value);

    public static void Set(this Config config, string name, Interop.Secret value)
    {
        using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
        config.SetSecret(nameText.Bytes, value);
    }

    public static void Set(this CallOptions options, string name, string? value) => Set(options.Set, name, value);

    public static string? AsText(this TimeSpan? time) => time?.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);

    public static string? AsText(this bool? truth) =>
        truth is null ? null
        : truth.Value ? "true"
        : "false";
}
