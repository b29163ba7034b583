using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Peers;

/// <summary>A peer of .NET, as the process that is measured. Scenarios start it by themselves.</summary>
internal sealed class PeerCommand : ICommand
{
    public string Name => "peer";

    public string Summary => "serves as a peer; scenarios start it by themselves";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("name", string.Join('|', Contenders.Kestrel, Contenders.SignalR, Contenders.SignalRPostgres, Contenders.OrleansPostgres), "which of them"),
        new("port", "5090", "of the loopback address"),
        new("database", "CONNECTION", "of PostgreSQL, for the last two"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var name = options.Choice("name", Contenders.Kestrel, Contenders.SignalR, Contenders.SignalRPostgres, Contenders.OrleansPostgres);
        var (port, database) = (options.Number("port", 5_090, 1, 65_535), options.Text("database"));
        options.End();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = name switch
        {
            Contenders.Kestrel => KestrelPeer.Build(builder),
            Contenders.SignalR => SignalRPeer.Build(builder, (_, _) => Task.CompletedTask),
            Contenders.SignalRPostgres => SignalRPeer.Build(builder, await TableAsync()),
            _ => OrleansPeer.Build(builder, await TableAsync()),
        };
        await app.StartAsync(stop);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;

        Task<Func<string, JsonElement, Task>> TableAsync() => EntityTable.OpenAsync(database ?? throw new CommandLineException("--database is missing."));
    }
}
