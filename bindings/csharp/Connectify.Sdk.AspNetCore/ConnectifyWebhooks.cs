using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Connectify.Sdk.AspNetCore;

/// <summary>Webhooks in ASP.NET Core.</summary>
public static class ConnectifyWebhooks
{
    /// <summary>
    /// Lets only the platform's deliveries through to what follows, and answers all others itself. What follows finds
    /// the event by <see cref="GetWebhookEvent"/>, and the body where it always is.
    /// </summary>
    /// <example>
    /// <code>
    /// app.Map(
    ///     "/webhooks",
    ///     hooks => hooks.UseConnectifyWebhooks(verifier).Run(http => HandleAsync(http.GetWebhookEvent()))
    /// );
    /// </code>
    /// </example>
    /// <param name="app">The application, or a branch of it.</param>
    /// <param name="verifier">The verifier of this endpoint, which the caller disposes after the application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseConnectifyWebhooks(this IApplicationBuilder app, WebhookVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(verifier);
        return app.Use(
            async (HttpContext http, RequestDelegate next) =>
            {
                if (await ReceiveAsync(http, verifier).ConfigureAwait(false))
                {
                    await next(http).ConfigureAwait(false);
                }
            }
        );
    }

    /// <summary>The event of a delivery that was let through.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The event.</returns>
    /// <exception cref="InvalidOperationException">No verifier stands before this.</exception>
    public static WebhookEvent GetWebhookEvent(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<WebhookDelivery>()?.Event
            ?? throw new InvalidOperationException("no verifier stands before this; add UseConnectifyWebhooks()");
    }

    /// <summary>Whether the delivery may go on; if not, it is answered.</summary>
    private static async Task<bool> ReceiveAsync(HttpContext http, WebhookVerifier verifier)
    {
        HttpRequest request = http.Request;
        try
        {
            WebhookDelivery delivery = await verifier
                .ReceiveAsync(request.Body, request.Headers, http.RequestAborted)
                .ConfigureAwait(false);
            http.Features.Set(delivery);
            request.Body = new MemoryStream(delivery.Body.ToArray(), writable: false);
            return true;
        }
        catch (ValidationException refused)
        {
            http.Response.StatusCode = WebhookVerifier.StatusOf(refused);
            await http.Response.WriteAsync(refused.Rule + "\n", http.RequestAborted).ConfigureAwait(false);
            return false;
        }
    }
}
