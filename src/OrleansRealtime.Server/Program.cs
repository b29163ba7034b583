using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Server.Api;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Demo;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Server.Hub;
using OrleansRealtime.Storage.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServerHosting();

    // Services start in this order and stop in the opposite one.
    builder.Services.AddRealtimeStorage();
    builder.AddSilo();
    builder.Services.AddRealtimeGrains();
    builder.Services.AddEntityAccess();
    builder.Services.AddCallers();
    builder.Services.AddRealtimeApi();
    builder.Services.AddRealtimeHub();
    if (builder.Environment.IsDevelopment()) builder.Services.AddHostedService<DemoSeed>();

    await using var app = builder.Build();
    app.UseProblems();
    app.MapPages();
    app.UseRouting();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseRateLimiter();
    app.MapRealtimeApi();
    app.MapRealtimeHub();

    await app.StartAsync();
    ServerLogging.Started();
    Console.WriteLine(Banner.Text(app.Services));
    await app.WaitForShutdownAsync();
    // Whatever ended it by itself has said so.
    return Environment.ExitCode;
}
catch (Exception e) when (StartFailure.Explain(e) is { } line)
{
    await Console.Error.WriteLineAsync(line);
    return 1;
}
