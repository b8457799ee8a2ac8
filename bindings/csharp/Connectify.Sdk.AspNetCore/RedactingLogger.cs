using System.Collections;
using Microsoft.Extensions.Logging;

namespace Connectify.Sdk.AspNetCore;

/// <summary>Masks secrets in everything that a logger writes, by the process's redactor.</summary>
/// <param name="inner">The logger that writes.</param>
public sealed class RedactingLogger(ILogger inner) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        string text = state.ToString() ?? "";
        return Redacted(state, text) is { } redacted ? inner.BeginScope(redacted) : inner.BeginScope(state);
    }

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
        {
            return;
        }
        Exception? shown = exception is null ? null : RedactedException.Of(exception);
        string message = formatter(state, exception);
        if (Redacted(state, message) is { } redacted)
        {
            inner.Log(logLevel, eventId, redacted, shown, static (text, _) => text.ToString());
        }
        else
        {
            inner.Log(logLevel, eventId, state, shown, (kept, _) => formatter(kept, exception));
        }
    }

    /// <summary>Null if there is nothing to mask in a state and its text.</summary>
    private static RedactedState? Redacted(object? state, string text)
    {
        string shown = Redactor.Redact(text);
        bool masked = !ReferenceEquals(shown, text);
        List<KeyValuePair<string, object?>> values = [];
        foreach ((string name, object? value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            string given = value as string ?? value?.ToString() ?? "";
            string seen = Redactor.Redact(given);
            bool same = ReferenceEquals(seen, given);
            masked |= !same;
            values.Add(new(name, same ? value : seen));
        }
        return masked ? new RedactedState(shown, values) : null;
    }

    /// <summary>
    /// What stands for a state in which something was masked: the values that providers look for, and the text.
    /// </summary>
    private sealed class RedactedState(string text, List<KeyValuePair<string, object?>> values)
        : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => values.Count;

        public KeyValuePair<string, object?> this[int index] => values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => text;
    }
}

/// <summary>Prints as another exception does, but for the secrets.</summary>
internal sealed class RedactedException : Exception
{
    private readonly string _text;
    private readonly string? _stackTrace;

    private RedactedException(Exception shown, string text)
        : base(Redactor.Redact(shown.Message), shown.InnerException is null ? null : Of(shown.InnerException))
    {
        _text = text;
        _stackTrace = shown.StackTrace;
    }

    public override string? StackTrace => _stackTrace;

    /// <summary>The same object if nothing that it prints is a secret.</summary>
    public static Exception Of(Exception exception)
    {
        string text = exception.ToString();
        string redacted = Redactor.Redact(text);
        return ReferenceEquals(text, redacted) ? exception : new RedactedException(exception, redacted);
    }

    public override string ToString() => _text;
}
