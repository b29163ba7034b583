using OrleansRealtime.Server.Api;
using OrleansRealtime.Server.Api.Health;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Demo;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Server.Hub;
using OrleansRealtime.Storage.Hosting;

if (await DataCommands.RunAsync(args) is { } exitCode) return exitCode;

var hasStarted = false;
var logsJson = false;
try
{
    var builder = WebApplication.CreateBuilder(args);
    logsJson = JsonLogs.AreOn(builder.Configuration);
    builder.AddServerHosting();

    // Services start in this order and stop in the opposite one.
    builder.Services.AddRealtimeStorage();
    var node = builder.AddNode();
    builder.Services.AddEntityAccess();
    builder.Services.AddCallers();
    builder.Services.AddRealtimeApi();
    builder.Services.AddRealtimeHub();
    if (node.HasApi && builder.Environment.IsDevelopment()) builder.Services.AddHostedService<DemoSeed>();

    await using var app = builder.Build();
    app.UseProxies();
    app.UseSecurityHeaders();
    app.UseProblems();
    app.UseHeadLimits();
    app.UseStrictPaths();
    if (node.HasApi) app.MapPages();
    app.UseRouting();
    app.UseOrigins();
    app.UseDocumentCache();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseOverloadLimit();
    app.MapHealth();
    if (node.HasApi)
    {
        app.MapRealtimeApi();
        app.MapRealtimeHub();
    }

    var phase = app.Services.GetRequiredService<ServerPhase>();
    app.Lifetime.ApplicationStopping.Register(phase.Stopping);
    await app.StartAsync();
    hasStarted = true;
    phase.Started();
    if (logsJson) BannerLog.Write(app.Services);
    else Console.WriteLine(Banner.Text(app.Services));
    await app.WaitForShutdownAsync();
    phase.Stopped(app.Logger);
    // Whatever ended it by itself has said so.
    return Environment.ExitCode;
}
catch (Exception e) when (HostFailure.Explain(e, hasStarted) is { } line)
{
    await Console.Error.WriteLineAsync(logsJson ? JsonLogs.Line(line, DateTimeOffset.UtcNow) : line);
    return 1;
}
