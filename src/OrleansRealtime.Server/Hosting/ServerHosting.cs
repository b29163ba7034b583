namespace OrleansRealtime.Server.Hosting;

/// <summary>The process around the platform: its web server, its end.</summary>
internal static class ServerHosting
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static void AddServerHosting(this WebApplicationBuilder builder)
    {
        // Loopback unless somebody says otherwise: what is on by default is not on the network.
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Api.Requests.Json.BodyRule.Largest;
        });
        // Ten seconds in all: connections get their goodbye, grains their last commits, and nobody waits at a terminal for longer.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Services.AddSingleton<DataPaths>();
        builder.AddServerLogging();
    }
}
