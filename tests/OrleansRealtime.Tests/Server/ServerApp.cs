using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server;

/// <summary>The whole server in this process, on an empty data folder; shared by the tests of one collection, which keep apart by names.</summary>
public class ServerApp : WebApplicationFactory<Program>
{
    /// <summary>May do everything everywhere.</summary>
    public const string Key = "test-key-for-everything-0001";

    /// <summary>May only read, in the workspace <c>reading</c>.</summary>
    public const string ReadingKey = "test-key-for-reading-00000002";

    /// <summary>May only write, everywhere.</summary>
    public const string WritingKey = "test-key-for-writing-00000004";

    /// <summary>May do everything everywhere, and is another caller.</summary>
    public const string OtherKey = "test-key-of-somebody-else-003";

    protected string Folder { get; } = Directory.CreateTempSubdirectory("realtime-").FullName;

    public LogLines Logs { get; } = new();

    /// <summary>Where it listens.</summary>
    public virtual Uri Address => new("http://localhost");

    public virtual RestCaller Api(string? credential = Key, string workspace = "demo") =>
        new(CreateClient(new() { BaseAddress = Address, AllowAutoRedirect = false, HandleCookies = false }), workspace, credential ?? "");

    public async Task<RestCaller> UserAsync(string user, string workspace = "demo") =>
        Api(await Api(workspace: workspace).TokenAsync(user), workspace);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Data:Folder", Folder);
        builder.UseSetting("Shutdown:Pause", "00:00:00");
        // A machine that runs ten times as much as it can takes seconds for a server's first call.
        builder.UseSetting("Gateway:CallTimeout", "00:00:30");
        Add(0, Key, "*");
        Add(1, ReadingKey, "reading", "read");
        Add(2, OtherKey, "*");
        Add(3, WritingKey, "*", "write");
        builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Logs));
        // As talkative as an operator can make it: what must never be in a log is not there even then.
        builder.UseSetting("Logging:LogLevel:Default", "Trace");
        builder.UseSetting("Logging:LogLevel:Microsoft", "Trace");
        builder.UseSetting("Logging:Console:LogLevel:Default", "None");

        void Add(int index, string key, string workspace, string? scope = null)
        {
            builder.UseSetting($"Auth:ApiKeys:{index}:Key", key);
            builder.UseSetting($"Auth:ApiKeys:{index}:Workspaces:0", workspace);
            if (scope is not null) builder.UseSetting($"Auth:ApiKeys:{index}:Scopes:0", scope);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }
}

[CollectionDefinition(nameof(SharedServer))]
public sealed class SharedServer : ICollectionFixture<ServerApp>;
