using System.Diagnostics;
using System.Text;

namespace Connectify.Sdk.Interop;

/// <summary>
/// Tells the program of each call that has ended, on the thread that made it or that goes on after it. Whether records
/// are wanted is the library's to say, by the settings log_level and debug: at INFO, and with texts at DEBUG. Nothing
/// above that: a failure is told to whoever called.
/// </summary>
internal sealed class CallRecords
{
    private const int LongestText = 8192;

    private readonly Action<CallRecord>? _receiver;
    private readonly bool _tellsTexts;

    public CallRecords(Client client, Action<CallRecord>? receiver)
    {
        string level = receiver is null ? "" : Encoding.UTF8.GetString(client.LogLevel());
        _tellsTexts = level == "DEBUG";
        _receiver = _tellsTexts || level == "INFO" ? receiver : null;
    }

    /// <summary>Null if no record is wanted.</summary>
    public Call? Begin(string operation, ReadOnlySpan<byte> arguments) =>
        _receiver is null ? null : new Call(_receiver, operation, _tellsTexts ? Shown(arguments) : null);

    // Masked before it is cut: half of a secret has no shape.
    private static string Shown(ReadOnlySpan<byte> json)
    {
        string masked = Sdk.Redactor.Redact(Encoding.UTF8.GetString(json));
        return masked.Length <= LongestText ? masked : masked[..LongestText] + "…";
    }

    /// <summary>One call under way.</summary>
    internal sealed class Call(Action<CallRecord> receiver, string operation, string? arguments)
    {
        private readonly long _begin = Stopwatch.GetTimestamp();

        public void Answered(Answer answer)
        {
            string requestId = Encoding.UTF8.GetString(answer.RequestId());
            receiver(
                new CallRecord
                {
                    Operation = operation,
                    Elapsed = Stopwatch.GetElapsedTime(_begin),
                    HttpStatus = answer.HttpStatus(),
                    RequestId = requestId.Length == 0 ? null : OneLine(requestId),
                    Retries = Retries(answer.Attempts()),
                    Arguments = arguments,
                    Answer = arguments is null ? null : Shown(answer.Json()),
                }
            );
            GC.KeepAlive(answer);
        }

        public void Failed(Exception failure)
        {
            var error = failure as ConnectifyException;
            receiver(
                new CallRecord
                {
                    Operation = operation,
                    Elapsed = Stopwatch.GetElapsedTime(_begin),
                    HttpStatus = error?.HttpStatus,
                    RequestId = error?.RequestId is { } requestId ? OneLine(requestId) : null,
                    Retries = Retries(error?.Attempts ?? 0),
                    Error = error?.Code ?? "cancelled",
                    Arguments = arguments,
                }
            );
        }

        private static int Retries(int attempts) => Math.Max(0, attempts - 1);

        private static string OneLine(string text) => Encode.LogLine(Sdk.Redactor.Redact(text));
    }
}
