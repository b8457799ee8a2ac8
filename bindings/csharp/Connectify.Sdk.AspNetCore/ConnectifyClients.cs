using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Connectify.Sdk.AspNetCore;

/// <summary>A client among an application's services.</summary>
public static class ConnectifyClients
{
    /// <summary>
    /// Adds one client for the whole application, which is made when it is first asked for, tells the application's
    /// logging of its calls, and is disposed with the application.
    /// </summary>
    /// <example>
    /// <code>
    /// builder.Services.AddConnectify();
    /// app.MapGet("/devices", (ConnectifySdk sdk) => sdk.Devices.ListAsync());
    /// </code>
    /// </example>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets what the program decides.</param>
    /// <returns>The same.</returns>
    public static IServiceCollection AddConnectify(
        this IServiceCollection services,
        Action<ConnectifyOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider =>
        {
            var options = new ConnectifyOptions();
            if (provider.GetService<ILoggerFactory>() is { } factory)
            {
                options.LogTo(factory.CreateLogger("Connectify.Sdk"));
            }
            configure?.Invoke(options);
            return new ConnectifySdk(options);
        });
        return services;
    }
}
