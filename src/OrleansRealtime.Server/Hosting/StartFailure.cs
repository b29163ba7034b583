using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Hosting;

/// <summary>Says in one line why the server did not start, when that is the operator's to mend.</summary>
internal static class StartFailure
{
    /// <returns><c>null</c>: nobody's mistake but ours; the whole exception helps more than a line.</returns>
    public static string? Explain(Exception exception) => Reason(exception) is { } reason
        ? $"OrleansRealtime did not start: {reason.ReplaceLineEndings(" ")}"
        : null;

    private static string? Reason(Exception exception) => exception switch
    {
        StartException or StorageStartException => exception.Message,
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        // Kestrel's own line names the address: "Failed to bind to address http://127.0.0.1:5080: address already in use."
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Stop what listens there, or choose another port.",
        SocketException => $"It cannot listen: {exception.Message}.",
        FormatException or InvalidDataException => Innermost(exception).Message,
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => $"A bad option: {exception.Message}",
        UnauthorizedAccessException => exception.Message,
        AggregateException several => several.InnerExceptions.Select(Reason).FirstOrDefault(reason => reason is not null),
        { InnerException: { } inner } => Reason(inner),
        _ => null,
    };

    private static Exception Innermost(Exception exception) => exception is { InnerException: { } inner } ? Innermost(inner) : exception;
}
