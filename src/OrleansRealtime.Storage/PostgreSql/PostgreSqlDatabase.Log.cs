using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Storage.PostgreSql;

internal sealed partial class PostgreSqlDatabase
{
    [LoggerMessage(7210, LogLevel.Information, "Opened {Place}, schema {Schema}, {Applied} files of it applied now")]
    private partial void LogOpened(string place, int schema, int applied);

    [LoggerMessage(7211, LogLevel.Information, "Closed {Place}")]
    private partial void LogClosed(string place);

    // next id: 7212
}
