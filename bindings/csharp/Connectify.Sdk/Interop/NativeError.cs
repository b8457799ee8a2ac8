using System.Runtime.InteropServices;

namespace Connectify.Sdk.Interop;

/// <summary>An error of the library, lent for one call; swig/errors.i has the same layout.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeError
{
    private readonly NativeText _name;
    private readonly NativeText _message;
    private readonly NativeText _field;
    private readonly NativeText _rule;
    private readonly NativeText _apiCode;
    private readonly NativeText _requestId;
    private readonly long _retryAfter;
    private readonly int _code;
    private readonly int _httpStatus;
    private readonly int _retriable;
    private readonly int _attempts;

    /// <summary>Its number in the table of errors.</summary>
    public int Number => _code;
    public string Code => _name.ToString();
    public string Message => _message.ToString();
    public string? Field => TextOrNull(_field);
    public string? Rule => TextOrNull(_rule);
    public int? HttpStatus => _httpStatus == 0 ? null : _httpStatus;
    public string? ApiCode => TextOrNull(_apiCode);
    public string? RequestId => TextOrNull(_requestId);
    public bool Retriable => _retriable != 0;
    public int Attempts => _attempts;
    public TimeSpan? RetryAfter => _retryAfter < 0 ? null : TimeSpan.FromMilliseconds(_retryAfter);

    private static string? TextOrNull(NativeText text) => text.Lent.IsEmpty ? null : text.ToString();
}
