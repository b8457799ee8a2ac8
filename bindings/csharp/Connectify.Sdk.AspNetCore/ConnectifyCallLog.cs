using Microsoft.Extensions.Logging;

namespace Connectify.Sdk.AspNetCore;

/// <summary>A client's calls in an application's log.</summary>
public static partial class ConnectifyCallLog
{
    /// <summary>
    /// Writes a line for each call that has ended, at the level <c>Information</c>, and what was sent and answered at
    /// <c>Debug</c>: if the setting log_level is <c>INFO</c> or <c>DEBUG</c>. Secrets are masked.
    /// </summary>
    /// <param name="options">The client's options.</param>
    /// <param name="logger">Where to.</param>
    /// <returns>The same options.</returns>
    public static ConnectifyOptions LogTo(this ConnectifyOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        options.CallEnded = record =>
        {
            Ended(
                logger,
                record.Operation,
                record.HttpStatus,
                record.Elapsed.TotalMilliseconds,
                record.RequestId,
                record.Retries,
                record.Error
            );
            if (record.Arguments is not null)
            {
                Told(logger, record.Operation, record.Arguments, record.Answer);
            }
        };
        return options;
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "{Operation} ended with {HttpStatus} in {ElapsedMs} ms, request {RequestId}, {Retries} retries, error {Error}"
    )]
    private static partial void Ended(
        ILogger logger,
        string operation,
        int? httpStatus,
        double elapsedMs,
        string? requestId,
        int retries,
        string? error
    );

    [LoggerMessage(2, LogLevel.Debug, "{Operation} was told {Arguments} and answered {Answer}")]
    private static partial void Told(ILogger logger, string operation, string arguments, string? answer);
}
