using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Subscribing;

internal sealed partial class RenewalLoop
{
    [LoggerMessage(7160, LogLevel.Warning, "Live streams '{Provider}': owners do not answer, {Stream} the first; trying until they do")]
    private partial void LogFailing(string provider, StreamId stream);

    [LoggerMessage(7161, LogLevel.Information, "Live streams '{Provider}': all owners answer again")]
    private partial void LogAnswering(string provider);

    // next id: 7162
}
