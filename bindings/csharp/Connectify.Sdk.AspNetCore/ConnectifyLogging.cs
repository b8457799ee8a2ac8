using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connectify.Sdk.AspNetCore;

/// <summary>Logs without secrets.</summary>
public static class ConnectifyLogging
{
    /// <summary>
    /// Masks secrets in everything that any logger of the application writes, by the process's redactor: messages,
    /// their values, scopes, exceptions.
    /// </summary>
    /// <example>
    /// <code>
    /// builder.Logging.AddConnectifyRedaction();
    /// </code>
    /// </example>
    /// <param name="logging">The application's logging.</param>
    /// <returns>The same.</returns>
    public static ILoggingBuilder AddConnectifyRedaction(this ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.Services.Replace(
            ServiceDescriptor.Singleton<ILoggerFactory>(services => new RedactingLoggerFactory(
                new LoggerFactory(
                    services.GetServices<ILoggerProvider>(),
                    services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                    services.GetRequiredService<IOptions<LoggerFactoryOptions>>(),
                    services.GetService<IExternalScopeProvider>()
                )
            ))
        );
        return logging;
    }
}

/// <summary>Makes loggers that mask secrets of those that another factory makes.</summary>
/// <param name="inner">The other factory, which is disposed with this one.</param>
public sealed class RedactingLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
