using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Storage.Sqlite;

internal sealed partial class SqliteDatabase
{
    [LoggerMessage(7200, LogLevel.Information, "Opened {Path}, schema {Schema}, {Applied} files of it applied now")]
    private partial void LogOpened(string path, int schema, int applied);

    [LoggerMessage(7201, LogLevel.Information, "Closed {Path}")]
    private partial void LogClosed(string path);

    // next id: 7202
}
