using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// The base of every exception of this package, <see cref="OperationCanceledException"/> apart. The message says what
/// is wrong and how to cure it, and never holds a secret.
/// </summary>
public class ConnectifyException : Exception
{
    /// <summary>Makes one, such as a test needs it.</summary>
    /// <param name="code">What kind of error it is, by its name in the table of errors: <c>not_found</c>, …</param>
    /// <param name="message">What is wrong and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public ConnectifyException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    internal ConnectifyException(in NativeError error)
        : this(error.Code, error.Message)
    {
        Field = error.Field;
        Rule = error.Rule;
        HttpStatus = error.HttpStatus;
        ApiCode = error.ApiCode;
        RequestId = error.RequestId;
        Retriable = error.Retriable;
        RetryAfter = error.RetryAfter;
        Attempts = error.Attempts;
    }

    /// <summary>What kind of error it is, by its name in the table of errors, such as <c>not_found</c>.</summary>
    public string Code { get; }

    /// <summary>The argument, setting or field at fault, such as <c>capabilities.2</c>.</summary>
    public string? Field { get; init; }

    /// <summary>The rule that was broken, such as <c>bidi_control</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>The HTTP status of the answer, if there was one.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The service's own code, such as <c>INVALID_API_KEY</c>.</summary>
    public string? ApiCode { get; init; }

    /// <summary>What to tell the service's support.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether repeating the same call may help.</summary>
    public bool Retriable { get; init; }

    /// <summary>How long to wait before trying again, if the service said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many requests were made before it was given up; 0 if nothing was sent.</summary>
    public int Attempts { get; init; }
}
