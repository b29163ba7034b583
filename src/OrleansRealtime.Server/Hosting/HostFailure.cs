using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Hosting;

/// <summary>Says in one line why the server did not start, or did not stop as it should, when that is the operator's to mend.</summary>
internal static class HostFailure
{
    /// <param name="hasStarted">Whether the server served, so that this is its stop.</param>
    /// <returns><c>null</c>: nobody's mistake but ours; the whole exception helps more than a line.</returns>
    public static string? Explain(Exception exception, bool hasStarted)
    {
        if ((hasStarted ? Reason(exception) : StartReason(exception)) is not { } reason) return null;
        var what = hasStarted ? "did not stop as it should" : "did not start";
        return $"OrleansRealtime {what}: {reason.ReplaceLineEndings(" ")}";
    }

    /// <summary>What is wrong with the place or the configuration that it was started with.</summary>
    private static string? StartReason(Exception exception) => exception switch
    {
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        // Kestrel's own line names the address: "Failed to bind to address http://127.0.0.1:5080: address already in use."
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Stop what listens there, or choose another port.",
        SocketException => $"It cannot listen: {exception.Message}.",
        FormatException or InvalidDataException => Innermost(exception).Message,
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => $"A bad option: {exception.Message}",
        _ => Reason(exception, StartReason),
    };

    private static string? Reason(Exception exception) => Reason(exception, Reason);

    private static string? Reason(Exception exception, Func<Exception, string?> inner) => exception switch
    {
        StartException or StorageStartException or UnauthorizedAccessException => exception.Message,
        AggregateException several => several.InnerExceptions.Select(inner).FirstOrDefault(reason => reason is not null),
        { InnerException: { } cause } => inner(cause),
        _ => null,
    };

    private static Exception Innermost(Exception exception) => exception is { InnerException: { } inner } ? Innermost(inner) : exception;
}
